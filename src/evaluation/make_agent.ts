/** The agent of a run: its settings, a model, and a sandbox to judge in. */
import { buildAgent, type RepairAgent } from "../agent/react_agent.ts";
import type { ChatModel, Sandbox, SearchLimits } from "../core/index.ts";
import { makeJudge } from "../judging/judge.ts";
import type { SearchParts } from "../search/step.ts";
import type { Settings } from "./config.ts";

/** @param model the one that is asked: within its budget, and for nothing twice */
export function agentOf(settings: Settings, model: ChatModel, sandbox: Sandbox): RepairAgent {
  const { search, guide = search?.guide, ...chosen } = settings;
  return buildAgent({
    ...chosen,
    ...(guide && { guide }),
    model,
    judge: makeJudge({ ...settings, sandbox }),
    ...(search && { search: searchParts(search, settings, sandbox) }),
  });
}

/** Seconds of CPU and on the clock after which a proposed program is given up. */
const TRY_OUT = { cpuSec: 1, timeoutSec: 3 };

function searchParts(search: SearchLimits, settings: Settings, sandbox: Sandbox): SearchParts {
  const { limits } = settings;
  const [cpuSec, timeoutSec] = [
    Math.min(limits.cpuSec, TRY_OUT.cpuSec),
    Math.min(limits.timeoutSec, TRY_OUT.timeoutSec),
  ];
  const tryOut = makeJudge({ ...settings, limits: { ...limits, cpuSec, timeoutSec }, sandbox });
  return { ...search, tryOut, concurrency: sandbox.concurrency };
}
