import { Command, Option } from "commander";

import { latencyNamed } from "../calibrate/read-latency.ts";
import { Emulator } from "../emulator/emulator.ts";
import { type EmulatorServer, serveEmulator } from "../emulator/host/http/server.ts";
import { calmFifoQueue, sampledFifoQueue } from "../emulator/sqs/queue/fifo-queue-profile.ts";
import { calmStandardQueue, defaultStandardQueue } from "../emulator/sqs/queue/standard-shelf.ts";
import { InputError, TargetError } from "../errors.ts";
import { readFaults } from "../scenario/read-faults.ts";
import { accountId, portNumber, wholeNumber } from "./options.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly quotas: "aws" | "off";
  readonly latency: string;
  readonly faults?: string;
  readonly adverse?: boolean;
  readonly seed: number;
  readonly region: string;
  readonly account: string;
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
      "none, default (modelled), or a JSON file with a profile",
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
    .addHelpText(
      "after",
      `
The first line on stdout is the URL. Both services are on one port, HTTP/1.1 and HTTP/2 (prior
knowledge) without TLS. Everything is in memory. Any credentials will do: signatures are not
checked, so listen on other addresses than 127.0.0.1 only where everyone may do everything.
GET /health says whether it is up. SIGINT, SIGTERM or SIGHUP stops it; a second one stops it at once.

Examples:
  convoy serve                                        on http://127.0.0.1:4566
  convoy serve --port 0 --quotas aws                  a free port, throttles as AWS does
  convoy serve --latency default --faults bad-day.json
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws kinesis list-streams`,
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const { seed, quotas, region, account } = options;
  const emulator = new Emulator({
    seed,
    quotas,
    region,
    accountId: account,
    latency: latencyNamed(options.latency),
    faults: options.faults === undefined ? [] : readFaults(options.faults),
    standardQueue: options.adverse === true ? defaultStandardQueue : calmStandardQueue,
    fifoQueue: options.adverse === true ? sampledFifoQueue : calmFifoQueue,
    startMs: Date.now(),
  });
  const server = await listen(emulator, options);
  console.log(server.url);
  if (quotas === "off") console.error("no quota is enforced; --quotas aws throttles as AWS does");
  await stopSignal();
  await server.close();
}

async function listen(emulator: Emulator, { host, port }: ServeOptions): Promise<EmulatorServer> {
  try {
    return await serveEmulator(emulator, {
      host,
      port,
      onBug: (error) => console.error("convoy: this is a bug:", error),
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
