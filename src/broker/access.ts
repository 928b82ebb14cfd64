import type { ChannelAddress, Connection } from "./broker.ts";

/** What custom code gets to reach the channel: a client, what to make one of its own with, and the name of the stream or queue. */
export function accessTo(address: ChannelAddress, connection: Connection) {
  switch (address.kind) {
    case "stream":
      return {
        client: connection.kinesis(),
        clientConfig: connection.configFor("kinesis"),
        streamName: address.name,
        streamArn: address.arn,
      };
    case "queue":
      return {
        client: connection.sqs(),
        clientConfig: connection.configFor("sqs"),
        queueUrl: address.url,
      };
  }
}
