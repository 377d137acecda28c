/** The agent as a graph that LangGraph Studio and its server open: see `langgraph.json` and docs/tracing.md. */

import type { RunnableConfig } from "@langchain/core/runnables";
import { type AgentGraph, agentGraph } from "./agent/react_agent.ts";
import type { Sandbox } from "./core/index.ts";
import { makeJudge } from "./judging/judge.ts";
import { say } from "./lib/terminal.ts";
import { parseModel } from "./models/index.ts";
import { openSandbox } from "./sandbox/index.ts";
import { DEFAULT_LIMITS } from "./sandbox/limits.ts";
import { openModel } from "./search/model.ts";

/** Without a download and without a key: the whole path can be looked at. */
const STAND_IN = "builtin:copy";
const ITERS = 2;
const SAMPLING = { temperature: 0, topP: 1, maxNewTokens: 512, stop: [] };

let sandbox: Promise<Sandbox> | undefined;
const graphs = new Map<string, Promise<AgentGraph>>();

/**
 * The compiled graph. Its input is `{ "task": … }`, a `Task` as core/task.ts describes it.
 *
 * Models and the sandbox are opened once for each model that is asked for, and end with the server's process.
 *
 * @param config `configurable.model`: the text of `--model`, by default `CODE_REPAIR_MODEL`, else the stand-in model;
 * `configurable.iters`: repairs after the first attempt, 2 by default
 * @throws UserError where the model cannot be opened
 */
export function graph(config: RunnableConfig = {}): Promise<AgentGraph> {
  const { model = process.env.CODE_REPAIR_MODEL ?? STAND_IN, iters = ITERS } = config.configurable ?? {};
  const key = JSON.stringify([model, iters]);
  const known = graphs.get(key) ?? build(String(model), Number(iters));
  graphs.set(key, known);
  // What could not be opened may be mended: the next call tries again.
  known.catch(() => graphs.delete(key));
  return known;
}

async function build(model: string, iters: number): Promise<AgentGraph> {
  const report = say;
  sandbox ??= openSandbox({ kind: "process", report }).catch((error) => {
    sandbox = undefined;
    throw error;
  });
  const judge = makeJudge({ sandbox: await sandbox, limits: DEFAULT_LIMITS, imports: "octopack" });
  return agentGraph({
    model: await openModel(parseModel(model), { sampling: SAMPLING, report }),
    judge,
    context: "docs",
    feedback: "assertion",
    iters,
    seed: 0,
  });
}
