/** Runs every micro-benchmark: how fast the hot paths are, each as a ratio against something bare run beside it. */
await import("./verifier.bench.ts");
await import("./routing.bench.ts");
await import("./sdk-request.bench.ts");
await import("./cpu-share.bench.ts");
await import("./receive-curve.bench.ts");
