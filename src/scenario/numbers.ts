import { z } from "zod";

export const positive = z.number().positive();
export const notNegative = z.number().min(0);
export const count = z.number().int().min(1);
