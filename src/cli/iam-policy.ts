import { Command, InvalidArgumentError, Option } from "commander";

import { commandsOnAws, leastPolicy, type PolicyOptions } from "../targets/iam-policy.ts";
import { partitions } from "../targets/partitions.ts";

export function iamPolicyCommand(): Command {
  return new Command("iam-policy")
    .addOption(
      new Option("--command <name...>", "for these commands (default: bench and clean)").choices(
        commandsOnAws,
      ),
    )
    .option(
      "--region <name>",
      "for this Region, in its partition (default: any of aws)",
      regionName,
    )
    .option(
      "--kms-key <arn>",
      "also for scenarios that encrypt: the key's ARN, or aws-managed for keys such as alias/aws/kinesis",
      keyArn,
    )
    .action(
      (
        options: Pick<PolicyOptions, "region" | "kmsKey"> & { command?: PolicyOptions["commands"] },
      ) => {
        const { command, ...rest } = options;
        const policy = leastPolicy({
          ...rest,
          ...(command !== undefined && { commands: command }),
        });
        console.log(JSON.stringify(policy, undefined, 2));
      },
    );
}

function regionName(text: string): string {
  if (partitions.some(({ regions }) => regions.test(text))) return text;
  throw new InvalidArgumentError("It must be the name of a Region, such as eu-west-1.");
}

function keyArn(text: string): string {
  if (text === "aws-managed" || /^arn:[\w-]+:kms:[\w-]+:\d*:key\/.+$/.test(text)) return text;
  throw new InvalidArgumentError(
    "It must be a key's ARN (an alias has no permissions), or aws-managed.",
  );
}
