import { Command, Option } from "commander";

import { latencyNamed } from "../calibrate/read-latency.ts";
import { Emulator } from "../emulator/emulator.ts";
import { type EmulatorServer, serveEmulator } from "../emulator/host/http/server.ts";
import { calmStandardQueue } from "../emulator/sqs/queue/standard-shelf.ts";
import { InputError, TargetError } from "../errors.ts";
import { readFaults } from "../scenario/read-faults.ts";
import { accountId, hostName, origin, portNumber, wholeNumber } from "./options.ts";
import { Bugs } from "./serve-bugs.ts";
import { identityOf, type IdentityOptions } from "./serve-identity.ts";
import { type RecordOptions, recorderOf, type Recording } from "./serve-record.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

interface ServeOptions extends IdentityOptions, RecordOptions {
  readonly host: string;
  readonly port: number;
  readonly quotas: "aws" | "off";
  readonly latency: string;
  readonly faults?: string;
  readonly adverse?: boolean;
  readonly seed: number;
  readonly region: string;
  readonly account: string;
  readonly regions: "one" | "separate";
  readonly clock?: boolean;
  readonly cors: readonly string[];
  readonly allowHost: readonly string[];
}

export function serveCommand(): Command {
  return new Command("serve")
    .option(
      "--host <address>",
      "address to listen on; the default is this machine only",
      "127.0.0.1",
    )
    .option("-p, --port <n>", "port to listen on; 0 takes a free one", portNumber, 4566)
    .addOption(
      new Option("--quotas <kind>", "off: none is enforced; aws: the documented quotas are")
        .choices(["off", "aws"])
        .default("off"),
    )
    .option(
      "--latency <profile>",
      "none, published-2022 (the default of bench), documented-only, or a JSON file with a profile",
      "none",
    )
    .option("--faults <file>", "JSON list of faults, as in a scenario; times count from the start")
    .option(
      "--adverse",
      "standard queues reorder, delay and repeat messages, short polls miss some, as AWS may",
    )
    .option("--seed <n>", "seed of everything random", wholeNumber(0), 1)
    .option("--region <name>", "region in ARNs", "us-east-1")
    .option("--account <id>", "account in ARNs and queue URLs", accountId, "000000000000")
    .addOption(
      new Option(
        "--regions <kind>",
        "one: whatever a request is signed for; separate: each account and Region has its own",
      )
        .choices(["one", "separate"])
        .default("one"),
    )
    .option("--clock", "callers on this machine may move the server's time: POST /clock?advance=5m")
    .option("--record <file>", "write what the server sees into a history, for convoy verify")
    .option("--record-only <name>", "of this stream or queue; default: each in a file of its own")
    .option(
      "--key <path>",
      "where in a JSON body the key is; default: message group or partition key",
    )
    .option("--seq <path>", "where in it the number of the event is: 0, 1, 2 … as they are meant")
    .option("--handled-when-deleted", "a delete says that the work on the message is done")
    .option("--tls [file]", "callers may use TLS: makes a certificate, and writes it to the file")
    .option("--tls-cert <file>", "the same with this certificate, in PEM")
    .option("--tls-key <file>", "and its key, in PEM")
    .option(
      "--allow-host <name>",
      "a host name callers may use beside this machine's own, as in a container; repeatable",
      hostName,
      [],
    )
    .option("--cors <origin>", "an origin whose web pages may call; repeatable", origin, [])
    .addHelpText("after", helpText)
    .action(serve);
}

const helpText = `
The first line on stdout is the URL. Both services are on one port, HTTP/1.1 and HTTP/2, with TLS and
without if --tls or --tls-cert is given. Everything is in memory. Any credentials will do: signatures
are not checked, so listen on other addresses than 127.0.0.1 only where everyone may do everything.
Web pages, and callers that use an unknown host name, are refused (403) unless --cors or --allow-host
lets them. GET /health says whether it is up. SIGINT, SIGTERM or SIGHUP stops it; a second one stops it
at once.

Examples:
  convoy serve                                        on http://127.0.0.1:4566
  convoy serve --port 0 --quotas aws                  a free port, throttles as AWS does
  convoy serve --latency published-2022 --faults bad-day.json
  convoy serve --host 0.0.0.0 --allow-host convoy     in a container that others call "convoy"
  convoy serve --clock                                then: curl -X POST 'http://127.0.0.1:4566/clock?advance=24h'
  convoy serve --tls convoy.pem                       for the KPL, which speaks TLS only

With the AWS CLI say where in each command; version 1 does not heed AWS_ENDPOINT_URL for SQS, and
would ask AWS itself:
  aws --endpoint-url http://127.0.0.1:4566 kinesis list-streams
  aws --endpoint-url http://127.0.0.1:4566 sqs list-queues`;

async function serve(options: ServeOptions): Promise<void> {
  const { seed, quotas, region, account, regions } = options;
  const startMs = Date.now();
  const recording = recorderOf(options, startMs);
  const emulator = new Emulator({
    seed,
    quotas,
    region,
    accountId: account,
    namespaces: regions,
    latency: latencyNamed(options.latency),
    faults: options.faults === undefined ? [] : readFaults(options.faults),
    ...(options.adverse === true ? { adversity: "adverse" } : { standardQueue: calmStandardQueue }),
    startMs,
    ...(recording && { onDeadLetters: recording.recorder.deadLetters }),
  });
  recording?.attach(emulator);
  const bugs = new Bugs();
  const server = await listen(emulator, options, bugs, recording);
  bugs.catchAll();
  console.log(server.url);
  if (quotas === "off") console.error("no quota is enforced; --quotas aws throttles as AWS does");
  if (!server.isLoopback) console.error(openText(server, options));
  await stopSignal();
  await server.close();
  recording?.close();
}

/** What it means that others than this machine reach the server. */
function openText({ url }: EmulatorServer, { allowHost, tls, tlsCert }: ServeOptions): string {
  const isEncrypted = tls !== undefined || tlsCert !== undefined;
  return [
    `WARNING: ${url} is not for this machine only. Whoever reaches it can read, change and delete everything in it:`,
    "nobody is asked who they are, and signatures are not checked.",
    ...(isEncrypted ? [] : ["Without --tls, what is sent can be read on the way."]),
    ...(allowHost.length > 0
      ? []
      : ["Callers may use any host name for it; --allow-host <name> names those that they may."]),
  ].join("\n  ");
}

async function listen(
  emulator: Emulator,
  { host, port, clock, cors, allowHost, ...identityOptions }: ServeOptions,
  bugs: Bugs,
  recording: Recording | undefined,
): Promise<EmulatorServer> {
  const identity = await identityOf(identityOptions, allowHost);
  try {
    return await serveEmulator(emulator, {
      host,
      port,
      ...(identity && { identity }),
      ...(clock === true && { clock }),
      ...(recording && { witness: recording.recorder }),
      corsOrigins: cors,
      allowHosts: allowHost,
      onBug: bugs.tell,
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const where = `--host ${host} --port ${port}`;
    if (code === "EADDRINUSE") {
      throw new TargetError(`${where}: the port is taken; --port 0 takes a free one`, {
        cause: error,
      });
    }
    throw new InputError(`${where}: cannot listen: ${message}`, { cause: error });
  }
}

/** Resolves at the first signal to stop; the second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    stopOnSignal(resolve);
  });
}
