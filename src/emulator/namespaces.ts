/**
 * A queue or a stream belongs to an account and a Region. The model has one namespace for all requests, or one for each account and
 * Region that requests are signed for or name.
 */
import { seededRandom } from "../random.ts";
import type { Environment } from "./environment.ts";
import { Kinesis } from "./kinesis/kinesis.ts";
import type { ServiceName } from "./service-name.ts";
import { isRecord } from "./shape.ts";
import type { QueueProfiles } from "./sqs/queue/queues.ts";
import { Sqs } from "./sqs/sqs.ts";

/** For whom a request is signed. */
export interface Signer {
  readonly region: string;
  /** Default: the account of the emulator. */
  readonly accountId?: string;
}

/** Both services as one account sees them in one Region. */
export interface Namespace {
  readonly kinesis: Kinesis;
  readonly sqs: Sqs;
}

export interface NamespacesOptions {
  readonly isSeparate: boolean;
  /** Of the default account and Region. */
  readonly environment: Environment;
  /** What goes before a queue URL's path in a Region. */
  readonly queueUrlBaseIn: (region: string) => string;
  readonly profiles: QueueProfiles;
}

export const maxNamespaces = 1000;

export class Namespaces {
  readonly #options: NamespacesOptions;
  readonly #home: Namespace;
  readonly #byKey = new Map<string, Namespace>();
  /** In the order they were first called. */
  readonly #all: Namespace[];

  constructor(options: NamespacesOptions) {
    this.#options = options;
    this.#home = namespace(options.environment, options.profiles);
    const { region, accountId } = options.environment;
    this.#byKey.set(`${region}/${accountId}`, this.#home);
    this.#all = [this.#home];
  }

  get isSeparate(): boolean {
    return this.#options.isSeparate;
  }

  /** That of the default account and Region. */
  get home(): Namespace {
    return this.#home;
  }

  get all(): readonly Namespace[] {
    return this.#all;
  }

  /**
   * Where a request belongs: in the Region it is signed for, and in the account that it names by a queue URL or an ARN, or else is
   * signed for. What an account may do with another's queues is not decided here.
   */
  of(service: ServiceName, input: unknown, signer: Signer | undefined): Namespace {
    const { isSeparate, environment } = this.#options;
    if (!isSeparate) return this.#home;
    const region = signer?.region ?? environment.region;
    const accountId = accountIn(service, input) ?? signer?.accountId ?? environment.accountId;
    const key = `${region}/${accountId}`;
    return this.#byKey.get(key) ?? this.#open(key, region, accountId);
  }

  #open(key: string, calledRegion: string, calledAccountId: string): Namespace {
    const { environment, profiles, queueUrlBaseIn } = this.#options;
    // Copied out of the request: a part of a text keeps the whole of it in memory.
    const region = Buffer.from(calledRegion).toString();
    const accountId = Buffer.from(calledAccountId).toString();
    const opened = namespace(
      {
        ...environment,
        region,
        accountId,
        queueUrlBase: queueUrlBaseIn(region),
        // Ids are not to be the same in two places.
        seed: Math.floor(seededRandom(environment.seed, `namespace/${key}`)() * 2 ** 32),
      },
      profiles,
    );
    // Nobody checks who signs for what: of what is too many, nothing is kept.
    if (this.#all.length >= maxNamespaces) return opened;
    this.#byKey.set(`${region}/${accountId}`, opened);
    this.#all.push(opened);
    return opened;
  }
}

function namespace(environment: Environment, profiles: QueueProfiles): Namespace {
  return { kinesis: new Kinesis(environment), sqs: new Sqs(environment, profiles) };
}

const arnMembers = ["StreamARN", "ConsumerARN", "ResourceARN", "SourceArn"] as const;

/** The account that an input names: of a queue by its URL, its owner or its ARN, of a stream or a consumer by its ARN. */
function accountIn(service: ServiceName, input: unknown): string | undefined {
  if (!isRecord(input)) return undefined;
  if (service === "sqs") {
    const { QueueUrl, QueueOwnerAWSAccountId } = input;
    if (typeof QueueUrl === "string") return /\/(\d{12})\/[^/]*$/.exec(QueueUrl)?.[1];
    if (typeof QueueOwnerAWSAccountId === "string" && /^\d{12}$/.test(QueueOwnerAWSAccountId)) {
      return QueueOwnerAWSAccountId;
    }
  }
  const arn = arnMembers.map((member) => input[member]).find((value) => typeof value === "string");
  return typeof arn === "string" ? /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] : undefined;
}
