/** What went wrong, told so that a model can use it. */
import { z } from "zod";
import type { DeepReadonly } from "./readonly.ts";

export const failureSchema = z.object({
  /** Exception type, for example `IndexError`. */
  type: z.string(),
  message: z.string(),
  /** Frames of the candidate's own code in a stack trace; lines count from 1 in the candidate's text. */
  frames: z.array(z.object({ line: z.number(), function: z.string(), source: z.string() })),
  /** Source of the assertion that failed, where one did; with the values compared where they are known. */
  assertion: z.string().exactOptional(),
});

export type Failure = DeepReadonly<z.infer<typeof failureSchema>>;
export type Frame = Failure["frames"][number];
