/** 20 digits, growing, not consecutive (Q-SDK SendMessage SequenceNumber). */
export function sequenceNumberOf(order: number): string {
  return `18849496${String(order * 256).padStart(12, "0")}`;
}
