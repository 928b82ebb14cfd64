import { Tags } from "./tags.ts";

/** What can be said of a stream, or of one of its consumers, by ARN: tags and a policy. The policy is kept, nothing is decided by it. */
export class Resource {
  /** How errors name it, such as `stream s under account 000000000000`. */
  readonly title: string;
  readonly tags = new Tags();
  policy: string | undefined;

  constructor(title: string) {
    this.title = title;
  }
}
