import { Socket } from "node:net";

import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Connection } from "../../src/broker/broker.ts";
import { giveBackClients, runInside, takeOverClients } from "../../src/run/own-clients.ts";

const sockets = Socket.prototype as unknown as Record<string, unknown>;
const clients = Object.getPrototypeOf(SQSClient.prototype) as Record<string, unknown>;
const real = { connect: sockets["connect"], send: clients["send"] };
const isTaken = (): boolean[] => [
  sockets["connect"] !== real.connect,
  clients["send"] !== real.send,
];

afterEach(() => {
  giveBackClients();
});

describe("clients and connections are taken over", () => {
  it("until the last of their users is done with them, and once for each", () => {
    expect(isTaken()).toEqual([false, false]);
    const [one, two] = [takeOverClients(), takeOverClients()];
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    expect(isTaken()).toEqual([true, true]);
    two[Symbol.dispose]();
    expect(isTaken()).toEqual([false, false]);
  });

  it("until all is given back at once, after which nobody who is late does it again", () => {
    const late = takeOverClients();
    giveBackClients();
    expect(isTaken()).toEqual([false, false]);
    using _ = takeOverClients();
    late[Symbol.dispose]();
    giveBackClients();
    giveBackClients();
    expect(isTaken()).toEqual([false, false]);
  });
});

describe("code under test that opens a connection", () => {
  const refusals: unknown[] = [];
  const connection = {} as Connection;
  const refuse = (error: unknown): void => void refusals.push(error);

  beforeEach(() => {
    refusals.length = 0;
    takeOverClients();
  });

  it.each<readonly [string, unknown[]]>([
    ["127.0.0.1:9", [{ host: "127.0.0.1", port: 9 }]],
    ["localhost:9", [{ port: 9 }]],
    ["here:?", [{ host: "here", path: "/a/socket" }]],
    ["localhost:?", [{}]],
    ["/a/socket", [{ path: "/a/socket" }]],
    ["localhost:9", [{ port: 9, path: null }]],
    ["127.0.0.1:9", [9, "127.0.0.1"]],
    ["9", [9]],
    ["9", [9, () => {}]],
    ["/a/socket", ["/a/socket"]],
    ["127.0.0.1:9", [[{ host: "127.0.0.1", port: 9 }, null]]],
    ["null", [null]],
  ])("is refused it, by its address: %s", (address, args) => {
    const connect = (): unknown => Reflect.apply(sockets["connect"] as () => unknown, {}, args);
    const told = `the code under test opens a connection to ${address}, which cannot be simulated`;
    expect(() => runInside({ connection, refuse }, connect)).toThrow(told);
    expect(refusals).toEqual([expect.objectContaining({ name: "InputError" })]);
  });

  it("may, in real time; and anybody else", () => {
    const connected: unknown[] = [];
    giveBackClients();
    vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket) {
      connected.push(this);
      return this;
    });
    using _ = takeOverClients();
    const socket = new Socket();
    runInside({ connection, refuse: undefined }, () => socket.connect(9));
    socket.connect(9);
    expect(connected).toEqual([socket, socket]);
    expect(refusals).toEqual([]);
    giveBackClients();
    vi.restoreAllMocks();
  });
});

describe("a client of the code's own", () => {
  const told: unknown[] = [];
  const connection = {
    inPlaceOf: (client: unknown, service: string, retries: unknown) => {
      told.push([client, service, retries]);
      throw new Error("enough");
    },
  } as unknown as Connection;
  const sent = (client: SQSClient) =>
    runInside({ connection, refuse: undefined }, () => client.send({} as never));

  beforeEach(() => {
    told.length = 0;
    takeOverClients();
  });

  it("keeps its retry settings, as it says or as its configuration has them", async () => {
    const region = "us-east-1";
    const plain = new SQSClient({ region });
    await expect(sent(plain)).rejects.toThrow("enough");
    const own = new SQSClient({ region, maxAttempts: 7, retryMode: "adaptive" });
    await expect(sent(own)).rejects.toThrow("enough");
    expect(told).toEqual([
      [plain, "sqs", { maxAttempts: 3, retryMode: "standard" }],
      [own, "sqs", { maxAttempts: 7, retryMode: "adaptive" }],
    ]);
  });

  it("is asked for them once", async () => {
    const own = new SQSClient({ region: "us-east-1" });
    const asked = vi.spyOn(own.config, "maxAttempts");
    for (let count = 0; count < 2; count += 1) await sent(own).catch(() => {});
    expect(asked).toHaveBeenCalledOnce();
  });

  it("of another service is not the run's", () => {
    const sends: unknown[] = [];
    giveBackClients();
    vi.spyOn(clients as { send: () => unknown }, "send").mockImplementation(function (
      this: unknown,
    ) {
      sends.push(this);
      return "sent";
    });
    using _ = takeOverClients();
    const other = Object.create(clients as object, {
      config: { value: { serviceId: "S3" } },
    }) as SQSClient;
    expect(sent(other)).toBe("sent");
    expect([sends, told]).toEqual([[other], []]);
    giveBackClients();
    vi.restoreAllMocks();
  });
});
