/** The services that are modelled. */
export type ServiceName = "kinesis" | "sqs";
