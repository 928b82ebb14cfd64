import type { AnomalyKind } from "../verify/anomaly.ts";

type Underscored<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}_${Underscored<Tail>}`
  : Text;

/** The column of a CSV file that counts this anomaly: `nonmonotonic-send` → `nonmonotonic_send`. */
export function anomalyColumn<Kind extends AnomalyKind>(kind: Kind): Underscored<Kind> {
  return kind.replaceAll("-", "_") as Underscored<Kind>;
}
