/**
 * The way out through a proxy: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case, as the AWS CLI and curl take them. A
 * service on this machine that is no stand-in for AWS is reached without.
 */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import {
  checkServerIdentity,
  connect as tlsConnect,
  type PeerCertificate,
  type TLSSocket,
} from "node:tls";

import type { HttpRequest } from "@smithy/core/transport";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";

import { InputError } from "../errors.ts";
import { redacted } from "../redact.ts";
import { isLoopback } from "./loopback.ts";
import type { TargetKind } from "./target.ts";

type Destination = Pick<HttpRequest, "protocol" | "hostname" | "port">;

export function urlOf({ protocol, hostname, port }: Destination): string {
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
}

/** The proxy's URL, with user and password if it has them: not to be shown. Undefined: there is none on the way. */
export function proxyFor(url: string, kind: TargetKind): string | undefined {
  if (kind !== "aws" && isLoopback(url)) return undefined;
  const proxy = getProxyForUrl(url);
  if (proxy === "") return undefined;
  if (/^https?:$/.test(URL.parse(proxy)?.protocol ?? "")) return proxy;
  throw new InputError(
    `a proxy must be one of HTTP, such as http://proxy:3128, not ${redacted(proxy)} (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY)`,
  );
}

/** For requests over HTTP/1.1: both kinds of agent, for what goes to `http:` and to `https:`. */
export function proxyAgents(proxy: string, options: { keepAlive: boolean; maxSockets: number }) {
  return {
    httpAgent: new HttpProxyAgent(proxy, options),
    httpsAgent: new TunnelAgent(proxy, options),
  };
}

type Connect = HttpsProxyAgent<string>["connect"];

/** The library tells TLS no name but that of SNI, which an address has none of: it would be compared with that of this machine. */
class TunnelAgent extends HttpsProxyAgent<string> {
  override connect(...[request, options]: Parameters<Connect>): ReturnType<Connect> {
    return super.connect(request, { ...options, ...identityOf(options.host ?? "") });
  }
}

/** Who the other end of a tunnel must be. */
function identityOf(host: string) {
  return {
    checkServerIdentity: (_: string, certificate: PeerCertificate) =>
      checkServerIdentity(host, certificate),
    ...(isIP(host) === 0 && { servername: host }),
  };
}

/** A connection for HTTP/2, through the proxy's CONNECT. Rejects when the proxy refuses, or the other side speaks no HTTP/2. */
export async function tunnel(proxy: string, to: Destination): Promise<TLSSocket> {
  const hostname = to.hostname.replace(/^\[|\]$/g, "");
  const socket = await throughProxy(new URL(proxy), `${to.hostname}:${to.port ?? 443}`);
  const secure = tlsConnect({ socket, ALPNProtocols: ["h2"], ...identityOf(hostname) });
  return new Promise((resolve, reject) => {
    secure.once("error", reject);
    secure.once("secureConnect", () => {
      secure.off("error", reject);
      resolve(secure);
    });
  });
}

function throughProxy(proxy: URL, path: string): Promise<Socket> {
  const { protocol, hostname, port, username, password } = proxy;
  const request = protocol === "https:" ? httpsRequest : httpRequest;
  const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = { Host: path };
  return new Promise((resolve, reject) => {
    request({
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? undefined : Number(port),
      method: "CONNECT",
      path,
      headers: username === "" ? headers : { ...headers, "Proxy-Authorization": basic(auth) },
    })
      .once("connect", ({ statusCode }, socket) => {
        if (statusCode === 200) return resolve(socket);
        socket.destroy();
        reject(Object.assign(new Error(`the proxy answered ${statusCode}`), { code: "EPROXY" }));
      })
      .once("error", reject)
      .end();
  });
}

function basic(auth: string): string {
  return `Basic ${Buffer.from(auth).toString("base64")}`;
}
