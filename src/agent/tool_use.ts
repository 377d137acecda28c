/** The agent with a model that calls tools: what it calls is carried out, and it is told what came of it. */
import type { Attempt, Task } from "../core/index.ts";
import { programOf, readToolCalls, type ToolCall } from "../models/tool_text.ts";
import type { Pending } from "./ask.ts";
import type { AgentParts } from "./parts.ts";
import { type Message, toolMessages } from "./prompts.ts";

/** Where a conversation with tools stands. */
export interface ToolTalk {
  /** Answers so far. */
  readonly turns: number;
  /** What is asked next. */
  readonly next: readonly Message[];
  /** A program was handed in. */
  readonly submitted: boolean;
  /** Used by answers that gave no program: the next attempt carries it. */
  readonly unspent: Pick<Pending, "promptTokens" | "completionTokens" | "seconds">;
}

export const NOTHING_SAID: ToolTalk = {
  ...{ turns: 0, next: [], submitted: false },
  unspent: { promptTokens: 0, completionTokens: 0, seconds: 0 },
};

/** Answers that a model may give: each attempt, and once beside each a look at the task or a call that was none. */
export function mostTurns({ iters }: Pick<AgentParts, "iters">): number {
  return 2 * (iters + 1);
}

/** A program was run: what its author is told, and how many more may be. */
export interface ToldRun {
  readonly told: string;
  readonly left: number;
}

interface Turn {
  readonly task: Task;
  readonly parts: Pick<AgentParts, "context" | "iters">;
  readonly talk: ToolTalk;
  readonly pending: Pending;
  /** Takes the program out of the answer, and judges it. */
  readonly run: (pending: Pending) => Promise<ToldRun>;
}

/** Carries out an answer's calls. Of several programs in it the first is run; an answer without calls is one itself. */
export async function useTools({ task, parts, talk, pending, run }: Turn): Promise<ToolTalk> {
  const calls = readToolCalls(pending.text);
  const program = calls.find((call) => programOf(call) !== undefined);
  const turns = talk.turns + 1;
  const spent = added(talk.unspent, pending);
  // The last answer is an attempt, whatever it says: a record then holds the whole conversation.
  const runs = program !== undefined || calls.length === 0 || turns >= mostTurns(parts);
  const ran = runs ? await run({ ...pending, ...spent }) : undefined;
  const said: Message = { role: "assistant", content: pending.text };
  const results = calls.map((call): Message => ({ role: "tool", content: resultOf(call, task, parts, program, ran) }));
  const told: Message = { role: "user", content: `${ran?.told}\n\n${CALL_TOOLS}` };
  return {
    turns,
    next: [...pending.prompt, said, ...(calls.length === 0 ? [told] : results)],
    submitted: program?.name === "submit",
    unspent: ran === undefined ? spent : NOTHING_SAID.unspent,
  };
}

const CALL_TOOLS = "Call run_tests with the whole corrected program, or submit.";

function resultOf(
  call: ToolCall,
  task: Task,
  { context }: Pick<AgentParts, "context">,
  program: ToolCall | undefined,
  ran: ToldRun | undefined,
): string {
  if (call === program) return `${ran?.told}\n\nPrograms left: ${ran?.left}.`;
  if (call.name === "read_task") return toolMessages(task, context).at(-1)?.content ?? "";
  if (programOf(call) !== undefined) return "One program at a time: this one was not run.";
  if (call.name === "run_tests" || call.name === "submit")
    return `${call.name} takes a JSON object with the program as a text: {"code": "…"}.`;
  return "There is no such tool. There are run_tests, read_task and submit.";
}

function added(before: ToolTalk["unspent"], now: Pending): ToolTalk["unspent"] {
  return {
    promptTokens: before.promptTokens + now.promptTokens,
    completionTokens: before.completionTokens + now.completionTokens,
    seconds: before.seconds + now.seconds,
  };
}

/** The program that was handed in; undefined where none was. */
export function submittedOf(talk: ToolTalk, attempts: readonly Attempt[]): Attempt | undefined {
  return talk.submitted ? attempts.at(-1) : undefined;
}
