/** Loaded into a child process beside its program: collects garbage and tells its memory when it is asked to. */
process.on("message", () => {
  // Twice: the first one may only queue what finalisers then set free.
  globalThis.gc?.();
  setTimeout(() => {
    globalThis.gc?.();
    process.send?.(process.memoryUsage());
  }, 50);
});
// Asking must not keep the program alive.
process.channel?.unref();

// Whatever ends the soak ends what it started.
process.once("disconnect", () => process.exit());
