import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { AwsCredentialIdentity, Provider } from "@smithy/types";

import type { TargetAddress } from "./target.ts";

/** For services that check none. */
const dummy: AwsCredentialIdentity = { accessKeyId: "test", secretAccessKey: "test" };

/** Where the SDK gets its credentials for this target. They stay inside the SDK: nothing here logs or writes them. */
export function credentialsFor(
  kind: TargetAddress["credentials"],
): Provider<AwsCredentialIdentity> {
  switch (kind) {
    case "dummy":
      return async () => dummy;
    case "chain":
      return defaultProvider();
    case "chain-or-dummy": {
      const chain = defaultProvider();
      return () => chain().catch(() => dummy);
    }
  }
}
