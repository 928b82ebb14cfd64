import { describe, expect, test } from "vitest";

import { Rig } from "../rig.ts";

const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

function made(): Rig {
  const rig = new Rig();
  rig.stream("s");
  return rig;
}

describe("encryption", () => {
  test("begins when the stream is ACTIVE again, and is said by puts and descriptions until it is stopped", () => {
    const rig = made();
    const key = { StreamName: "s", EncryptionType: "KMS", KeyId: "alias/aws/kinesis" };
    const put = () => rig.put("s", "k", "x");
    const summary = () =>
      rig.kinesis("DescribeStreamSummary", { StreamARN }).StreamDescriptionSummary;
    expect(put()).not.toHaveProperty("EncryptionType");
    rig.kinesis("StartStreamEncryption", key);
    expect(put()).not.toHaveProperty("EncryptionType");
    expect(summary()).toMatchObject({ StreamStatus: "UPDATING", EncryptionType: "NONE" });
    rig.pass(1000);
    expect(put()).toMatchObject({ EncryptionType: "KMS" });
    const many = { StreamName: "s", Records: [{ PartitionKey: "k", Data: "" }] };
    expect(rig.kinesis("PutRecords", many)).toMatchObject({ EncryptionType: "KMS" });
    expect(summary()).toMatchObject({ EncryptionType: "KMS", KeyId: "alias/aws/kinesis" });
    rig.kinesis("StopStreamEncryption", key);
    rig.pass(1000);
    expect(put()).not.toHaveProperty("EncryptionType");
    expect(summary()).not.toHaveProperty("KeyId");
    const { Records } = rig.read(rig.iterator("s", "TRIM_HORIZON"));
    expect(Records.map((record: Record<string, string>) => record["EncryptionType"])).toEqual([
      undefined,
      undefined,
      "KMS",
      "KMS",
      undefined,
    ]);
  });

  test("is KMS's, the model's other value is refused", () => {
    const rig = made();
    const key = { StreamName: "s", EncryptionType: "NONE", KeyId: "k" };
    for (const action of ["StartStreamEncryption", "StopStreamEncryption"]) {
      expect(rig.refusal("kinesis", action, key)).toEqual({
        name: "InvalidArgumentException",
        message: "Encryption type cannot be NONE.",
      });
    }
  });

  test("25 times in 24 hours", () => {
    const rig = made();
    const key = { StreamName: "s", EncryptionType: "KMS", KeyId: "k" };
    for (let count = 0; count < 25; count += 1) {
      rig.kinesis("StartStreamEncryption", key);
      rig.pass(1000);
    }
    expect(rig.refusal("kinesis", "StartStreamEncryption", key).name).toBe(
      "LimitExceededException",
    );
    rig.kinesis("StopStreamEncryption", key);
  });
});
