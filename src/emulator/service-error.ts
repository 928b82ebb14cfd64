/** How an error is said on the wire beside its name. */
export interface ServiceErrorDetail {
  readonly statusCode?: number;
  /** The code of the older query protocol, which SQS still sends in `x-amzn-query-error` and the SDK prefers (facts/aws.md 6.2). */
  readonly queryCode?: string;
}

/** An error as AWS answers it: `name` is the wire `__type`, the status is 400 unless told otherwise. */
export class ServiceError extends Error {
  readonly statusCode: number;
  readonly queryCode: string;
  constructor(name: string, message: string, detail: ServiceErrorDetail = {}) {
    super(message);
    this.name = name;
    this.statusCode = detail.statusCode ?? 400;
    this.queryCode = detail.queryCode ?? name;
  }
}

/** A body that cannot be read as the action's input. */
export function serializationError(message: string): ServiceError {
  return new ServiceError("SerializationException", message);
}

/** An action name the service does not have. */
export function unknownOperation(action: string): ServiceError {
  return new ServiceError("UnknownOperationException", `The action ${action} is not known.`);
}
