/**
 * Who may call. The server asks nobody for a password, so it must not let a web page in that happens to be open on the same machine: a
 * page says its origin, or that it is another site's, or a host name that was made to lead here (DNS rebinding). SDKs say none of these.
 */
import type { HeaderList, HttpCall } from "./call.ts";

export interface GateOptions {
  /** Only this machine reaches the server: then only its own names are known. */
  readonly isLoopback: boolean;
  /** By which name the server was told to listen. */
  readonly boundHost: string;
  /** Origins whose pages may call, such as `http://localhost:3000`. */
  readonly corsOrigins: readonly string[];
  /** Host names by which the server is known besides; `.example.test` stands for every name below it. */
  readonly allowHosts: readonly string[];
}

/** A name or address, perhaps in brackets, and perhaps a port. */
const authority = /^([\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;
const thisMachine = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|(?:[\w-]+\.)*localhost)$/;
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/;
const shownCharacters = 100;

export class Gate {
  readonly #isLoopback: boolean;
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;
  readonly #domains: readonly string[];
  readonly #checksHosts: boolean;
  /** Asked for last, and known. */
  #lastKnown: string | undefined;

  constructor({ isLoopback, boundHost, corsOrigins, allowHosts }: GateOptions) {
    const names = [boundHost, ...allowHosts].map((name) => name.toLowerCase());
    this.#isLoopback = isLoopback;
    this.#checksHosts = isLoopback || allowHosts.length > 0;
    this.#origins = new Set(corsOrigins.map((origin) => origin.toLowerCase()));
    this.#hosts = new Set(names.filter((name) => !name.startsWith(".")));
    this.#domains = names.filter((name) => name.startsWith("."));
  }

  /** Why the caller may not come in; undefined if it may. */
  refusal(call: HttpCall): string | undefined {
    const reason = this.#refusedHost(call.authority);
    return reason === undefined && call.mayBePage ? this.#refusedOrigin(call) : reason;
  }

  /** What lets the page of an origin that was let in read the answer. */
  corsHeaders(call: HttpCall): HeaderList {
    const origin = call.mayBePage ? call.header("origin") : undefined;
    return origin === undefined
      ? nothing
      : ["access-control-allow-origin", origin, "vary", "origin", ...readableHeaders];
  }

  /** A caller that names no host, which no browser is, is let in. */
  #refusedHost(asked: string | undefined): string | undefined {
    if (asked === undefined || asked === this.#lastKnown) return undefined;
    const name = authority.exec(asked)?.[1]?.toLowerCase().replace(/\.$/, "");
    if (name === undefined) return `The host ${shown(asked)} is not one.`;
    if (this.#checksHosts && !this.#isKnown(name)) {
      return `The host ${shown(name)} is not known here; convoy serve --allow-host ${shown(name)} lets it in.`;
    }
    this.#lastKnown = asked;
    return undefined;
  }

  #isKnown(name: string): boolean {
    return (
      thisMachine.test(name) ||
      this.#hosts.has(name) ||
      this.#domains.some((domain) => name.endsWith(domain)) ||
      (!this.#isLoopback && address.test(name))
    );
  }

  /** Not every request of a browser names its origin: an image does not, but says whose it is, or where it was. */
  #refusedOrigin(call: HttpCall): string | undefined {
    const origin = call.header("origin");
    if (origin !== undefined) {
      if (this.#origins.has(origin.toLowerCase())) return undefined;
      return `Pages of the origin ${shown(origin)} may not call; convoy serve --cors ${shown(origin)} lets them.`;
    }
    const site = call.header("sec-fetch-site");
    if (site !== undefined) {
      return site === "none" || site === "same-origin"
        ? undefined
        : "Pages of other sites may not call.";
    }
    const referer = call.header("referer");
    if (referer === undefined) return refusedBrowser(call);
    return this.#origins.has(originOf(referer)) ? undefined : "Pages of other sites may not call.";
  }
}

/**
 * Over HTTP to another address than loopback browsers say nothing of a page's images and links; but that they are browsers, which no
 * page can keep them from. PowerShell calls itself one, too.
 */
function refusedBrowser(call: HttpCall): string | undefined {
  const agent = call.header("user-agent") ?? "";
  if (!agent.startsWith("Mozilla/") || agent.includes("PowerShell/")) return undefined;
  return call.url === "/health"
    ? undefined
    : "A browser that does not say whose page asks may not call.";
}

/** What a browser's script may read (mhart/kinesalite). */
const readableHeaders: HeaderList = [
  "access-control-expose-headers",
  "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,Date",
];

const nothing: HeaderList = [];

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return "";
  }
}

/** Of what a caller says, as much as an error needs. */
function shown(text: string): string {
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}
