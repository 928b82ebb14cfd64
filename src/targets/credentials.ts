import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { AwsCredentialIdentity, Provider } from "@smithy/types";

import { httpHandler } from "./http-settings.ts";
import { proxyFor } from "./proxy.ts";
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
      return chainOfTools();
    case "chain-or-dummy": {
      const chain = chainOfTools();
      return () => chain().catch(() => dummy);
    }
  }
}

/** Roles and single sign-on ask AWS, by the same way out as everything else. */
function chainOfTools(): Provider<AwsCredentialIdentity> {
  const isDirect = proxyFor("https://sts.amazonaws.com", "aws") === undefined;
  return defaultProvider(isDirect ? {} : { clientConfig: { requestHandler: httpHandler("aws") } });
}
