import { hash } from "node:crypto";

/** MD5 of a text's UTF-8 bytes (or of bytes), in hex. */
export function md5Hex(data: string | Uint8Array): string {
  return hash("md5", data, "hex");
}

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export function sha256Hex(text: string): string {
  return hash("sha256", text, "hex");
}
