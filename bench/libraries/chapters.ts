import { messageQueueToolkit } from "./message-queue-toolkit.ts";
import { middyChapter } from "./middy.ts";
import { powertools } from "./powertools.ts";
import type { Chapter, Row } from "./row.ts";
import { sqsConsumer } from "./sqs-consumer.ts";
import { sqsProducer } from "./sqs-producer.ts";
import { squissTs } from "./squiss-ts.ts";

/** Every library, and every way in which it is used. */
export const chapters: readonly Chapter[] = [
  sqsConsumer,
  squissTs,
  messageQueueToolkit,
  powertools,
  middyChapter,
  sqsProducer,
];

export function rowOf(id: string): Row | undefined {
  return chapters.flatMap(({ rows }) => rows).find((row) => row.id === id);
}
