/** What `payloadEncryption: "aes-256-gcm"` puts around a payload. */
export const ivBytes = 12;
export const tagBytes = 16;

/** Bytes of a payload once sealed: base64 of IV, tag and ciphertext. */
export function sealedBytes(payloadBytes: number): number {
  return Math.ceil((payloadBytes + ivBytes + tagBytes) / 3) * 4;
}
