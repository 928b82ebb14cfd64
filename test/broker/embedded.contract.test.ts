import { startEmbedded } from "../../src/targets/embedded.ts";
import { channelContract } from "./channel-contract.ts";
import { designs, skips } from "./contract-designs.ts";

const place = {
  clock: "virtual",
  connect: async (options: Parameters<typeof startEmbedded>[0]) => startEmbedded(options),
} as const;

for (const [name, design] of Object.entries(designs)) {
  channelContract(`a channel of ${name} on the embedded model`, {
    design,
    place,
    skip: skips[name as keyof typeof designs],
  });
}
