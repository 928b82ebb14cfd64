import { basename, dirname, extname, relative, resolve } from "node:path";

import { InputError } from "../errors.ts";
import type { PlainScenario } from "../result/plain-scenario.ts";
import { asWritten } from "../scenario/as-written.ts";
import { hasCustomCode } from "../scenario/custom-code.ts";

/** A scenario file to be written. */
export interface MinimalFile {
  readonly file: string;
  readonly text: string;
}

/**
 * The smaller scenario as a file beside which nothing else is needed: JSON where it is plain data. With code in it, a module that takes
 * the original and changes it. It has the original's name, in a folder of its own: the stream or queue is named after it, and has other
 * luck under another name.
 */
export function minimalFile(
  original: string,
  scenario: PlainScenario,
  folder: string,
): MinimalFile {
  const { name, workload, faults, drainS, design } = scenario;
  if (!hasCode(scenario)) {
    const plain = {
      // Without code it is what a scenario file may hold.
      ...asWritten(scenario),
      expect: { verdict: scenario.expect.verdict },
    };
    return { file: resolve(folder, `${name}.json`), text: `${JSON.stringify(plain, null, 2)}\n` };
  }
  if (scenario.compared !== undefined) {
    throw new InputError(
      `${scenario.name}: cannot be written as a file of its own: it is a run of the comparison ${scenario.compared.comparison}, which has code in it. Make a scenario file of the design first`,
    );
  }
  // Without a type in it, it runs wherever the original does.
  const file = resolve(folder, `${name}${extname(original)}`);
  const path = relative(dirname(file), original);
  const specifier = path.startsWith(".") ? path : `./${path}`;
  // A function has no count.
  const changes = design.consumers.map((consumer) =>
    consumer.kind === "lambda" ? {} : { count: consumer.count, failing: consumer.failing },
  );
  const text = `// The smallest that still shows it, made from ${basename(original)} by minimize.
import original from ${JSON.stringify(specifier)};

const changes = ${JSON.stringify(changes)};

export default {
  ...original,
  name: ${JSON.stringify(name)},
  workload: { ...original.workload, ${fieldsOf(workload)} },
  design: {
    ...original.design,
    consumers: original.design.consumers.map((consumer, index) => ({
      ...consumer,
      ...changes[index],
    })),
  },
  faults: ${JSON.stringify(faults, null, 2).replaceAll("\n", "\n  ")},
  drainS: ${drainS},
};
`;
  return { file, text };
}

/** Whether the original has functions in it, which a plain scenario has only the names of. */
function hasCode({ workload, design }: PlainScenario): boolean {
  return hasCustomCode({ design }) || workload.encode !== undefined;
}

function fieldsOf(workload: PlainScenario["workload"]): string {
  if (workload.kind === "trace") return "";
  return `trucks: ${workload.trucks}, hz: ${workload.hz}, durationS: ${workload.durationS}`;
}
