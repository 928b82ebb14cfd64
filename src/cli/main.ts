#!/usr/bin/env node
/**
 * The command. An old Node must be able to read this file, so all it imports is imported once Node is known to be new enough: Node
 * reads every static import before it runs the first line.
 */
const oldest = 22;

if (Number(process.versions.node.split(".")[0]) < oldest) {
  console.error(
    `convoy: needs Node ${oldest} or newer; this is Node ${process.versions.node} (${process.execPath})`,
  );
  process.exitCode = 2;
} else {
  const { runProgram } = await import("./program.ts");
  await runProgram();
}
