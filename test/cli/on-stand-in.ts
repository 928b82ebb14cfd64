/** The command on a stand-in for AWS: surroundings with known credentials and nothing else of the machine's. */
import { temporary } from "./convoy.ts";

export const accessKeyId = "AKIAKNOWNFAKE0000000";
export const secret = "known+fake/secret0000000000000000000000";
export const sessionToken = "known-fake-session-token-0000";

/** Region and credentials by environment variables; no file, no instance metadata. */
export const surroundings: Readonly<Record<string, string | undefined>> = {
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: sessionToken,
  AWS_REGION: "eu-west-1",
  AWS_PROFILE: undefined,
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** Runs these scenario files as on AWS, agreed to beforehand. */
export function benchOnAws(url: string, files: readonly string[], out = temporary("out")) {
  const scenarios = files.flatMap((file) => ["--scenario", file]);
  const agreed = ["--yes", "--max-cost", "1"];
  return ["bench", ...scenarios, "--target", "aws", "--endpoint", url, ...agreed, "--out", out];
}
