/** A registry of images on loopback, with one image whose only layer never quite arrives. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const layerBytes = 50_000_000;
const pieceBytes = 500_000;
const pieceEveryMs = 250;

const digestOf = (text: string): string =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`;

const layerDigest = digestOf("a layer that nobody gets");
const config = JSON.stringify({
  architecture: "amd64",
  os: "linux",
  config: {},
  rootfs: { type: "layers", diff_ids: [layerDigest] },
});
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.docker.distribution.manifest.v2+json",
  config: {
    mediaType: "application/vnd.docker.container.image.v1+json",
    size: config.length,
    digest: digestOf(config),
  },
  layers: [
    {
      mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip",
      size: layerBytes,
      digest: layerDigest,
    },
  ],
});

export interface SlowRegistry extends Disposable {
  readonly image: string;
}

export async function slowRegistry(): Promise<SlowRegistry> {
  const server = createServer(({ url = "" }, response) => {
    if (url.includes("/manifests/")) {
      response.setHeader("content-type", "application/vnd.docker.distribution.manifest.v2+json");
      response.end(manifest);
    } else if (url.endsWith(digestOf(config))) response.end(config);
    else if (url.endsWith(layerDigest)) trickle(response);
    else response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    image: `127.0.0.1:${port}/slow:1`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Sends a layer, bit by bit, but not its end. */
function trickle(response: ServerResponse): void {
  response.setHeader("content-length", layerBytes);
  let sentBytes = 0;
  const timer = setInterval(() => {
    if (sentBytes + pieceBytes >= layerBytes) return;
    sentBytes += pieceBytes;
    response.write(Buffer.alloc(pieceBytes));
  }, pieceEveryMs);
  response.once("close", () => clearInterval(timer));
}
