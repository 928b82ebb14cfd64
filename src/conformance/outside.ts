import type { ServiceName } from "../emulator/service-name.ts";

/** Actions of the services that the model does not have. */
interface Outside {
  readonly service: ServiceName;
  readonly actions: readonly string[];
  /** Why, in a sentence for the page. */
  readonly why: string;
}

/** What the model leaves out: a test holds the list to the installed SDK clients, both ways. */
export const outside: readonly Outside[] = [
  {
    service: "kinesis",
    actions: ["CreateChannel", "DeleteChannel", "DescribeChannel", "ListChannels", "UpdateChannel"],
    why: "Channels (since late 2026) bring an on-demand stream to S3 or S3 Tables every 300 to 900 s, in files over all shards: no consumer reads from one, and no order can be seen in it (KDG/data-delivery). They need S3, IAM roles and CloudWatch beside them.",
  },
];
