/** How long the hostile tests may take together, and what decides their choices. A failure is repeated with the same seed. */
export const seconds = Number(process.env["CONVOY_HOSTILE_SECONDS"] ?? 24);
export const seed = Number(process.env["CONVOY_HOSTILE_SEED"] ?? 1);
