#!/usr/bin/env node
/**
 * The command. An old Node must be able to read this file, so all it imports is imported once Node is known to be new enough: Node
 * reads every static import before it runs the first line.
 */
const [oldestMajor, oldestMinor] = [22, 12];
const { node } = process.versions;
const [major = 0, minor = 0] = node.split(".").map(Number);

if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  console.error(
    `convoy: needs Node ${oldestMajor}.${oldestMinor} or newer; this is Node ${node} (${process.execPath})`,
  );
  process.exitCode = 2;
} else {
  (await import("../compile-cache.ts")).keepCompiled();
  const { runProgram } = await import("./program.ts");
  await runProgram();
}
