import { ServiceError } from "../service-error.ts";

/** The service names at most this many violations (mhart/kinesalite, checked against the live service). */
export const maxNamed = 10;

/** A request whose members violate these constraints. */
export function validationError(violated: readonly string[]): ServiceError {
  const named = violated.slice(0, maxNamed);
  const count = `${named.length} validation error${named.length === 1 ? "" : "s"} detected`;
  return new ServiceError("ValidationException", `${count}: ${named.join("; ")}`);
}

/** An argument the service cannot do with. */
export function invalidArgument(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
}
