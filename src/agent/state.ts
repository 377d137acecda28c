/** What the graph knows of a sample between two nodes. */
import { z } from "zod";
import type { Attempt, OwnTests, SearchTrace, Task } from "../core/index.ts";
import type { Pending } from "./ask.ts";
import { NOTHING_SAID, type ToolTalk } from "./tool_use.ts";

export const stateSchema = z.object({
  task: z.custom<Task>(isObject),
  sample: z.number().int().nonnegative().default(0),
  /** When the first question was asked, as `performance.now` counts. */
  started: z.number().default(0),
  /** Answers that have not been executed yet. */
  pending: z.array(z.custom<Pending>(isObject)).default([]),
  attempts: z.array(z.custom<Attempt>(isObject)).default([]),
  candidates: z.array(z.custom<Attempt>(isObject)).optional(),
  /** What the author of each attempt is told of it. */
  feedback: z.array(z.string()).default([]),
  search: z.custom<SearchTrace>(isObject).optional(),
  own: z.custom<OwnTests>(isObject).optional(),
  /** With a model that calls tools. */
  talk: z.custom<ToolTalk>(isObject).default(NOTHING_SAID),
});
export type State = z.infer<typeof stateSchema>;

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
