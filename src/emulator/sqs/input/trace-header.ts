/** Where an input carries the header: no body of a request can have a symbol. */
const key = Symbol("X-Amzn-Trace-Id");

/**
 * The input with the X-Amzn-Trace-Id header of its request, which becomes the AWSTraceHeader of messages sent without one
 * (LocalStack's test_aws_trace_header_propagation, recorded against AWS).
 */
export function withTraceHeader(input: unknown, header: string | undefined): unknown {
  const isCarrier = typeof input === "object" && input !== null && !Array.isArray(input);
  return isCarrier && header !== undefined ? { ...input, [key]: header } : input;
}

export function traceHeaderIn(input: object): string | undefined {
  return (input as { readonly [key]?: string })[key];
}
