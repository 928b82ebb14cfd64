import { Command } from "commander";

import { leastPolicy } from "../targets/iam-policy.ts";

export function iamPolicyCommand(): Command {
  return new Command("iam-policy")
    .option("--kms-key <arn>", "also for scenarios that encrypt with this KMS key")
    .action(({ kmsKey }: { readonly kmsKey?: string }) => {
      console.log(JSON.stringify(leastPolicy(kmsKey), undefined, 2));
    });
}
