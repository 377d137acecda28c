/**
 * The agent: propose → execute → (reflect → execute)* as a LangGraph state machine.
 */
import type { Runnable } from "@langchain/core/runnables";
import { END, START, StateGraph } from "@langchain/langgraph";
import type { Attempt, SearchTrace, Task } from "../core/index.ts";
import { execute, submit } from "./execute.ts";
import type { AgentParts, RepairAgent } from "./parts.ts";
import { propose, reflect } from "./propose.ts";
import { whyStopped } from "./routing.ts";
import { type State, stateSchema } from "./state.ts";
import { mostTurns } from "./tool_use.ts";

export type { AgentParts, AgentResult, RepairAgent } from "./parts.ts";

/** The graph as a runnable: a task in, `sample` where there are several; its attempts out. */
export type AgentGraph = Runnable<
  { readonly task: Task; readonly sample?: number },
  {
    readonly attempts: readonly Attempt[];
    readonly candidates?: readonly Attempt[] | undefined;
    readonly search?: SearchTrace | undefined;
  }
>;

/** The agent as a compiled LangGraph graph, for whoever opens it as one: LangGraph Studio, a graph around it. */
export function agentGraph(parts: AgentParts): AgentGraph {
  // Its own type names the inside of LangGraph, which a declaration file cannot.
  return wired(parts) as unknown as AgentGraph;
}

/** The nodes of the agent, and its one decision. */
function wired(parts: AgentParts) {
  return new StateGraph(stateSchema)
    .addNode("propose", (state: State, config) => propose(parts, state, config.signal))
    .addNode("execute", (state: State, config) => execute(parts, state, config.signal))
    .addNode("reflect", (state: State, config) => reflect(parts, state, config.signal))
    .addNode("submit", (state: State, config) => submit(parts, state, config.signal))
    .addEdge(START, "propose")
    .addEdge("propose", "execute")
    .addConditionalEdges("execute", (state: State) => afterExecution(state, parts), ["reflect", "submit", END])
    .addEdge("reflect", "execute")
    .addEdge("submit", END)
    .compile();
}

/** The agent as a function: a task in, its attempts out. */
export function buildAgent(parts: AgentParts): RepairAgent {
  const graph = wired(parts);
  // One step per node, and one more that LangGraph counts for the end; its default allows 25.
  const recursionLimit = 2 * (mostTurns(parts) + 2) + 2;
  return async (task, sample, signal) => {
    const config = { recursionLimit, ...(signal && { signal }) };
    const { attempts, candidates, search, started, talk, own } = await graph.invoke({ task, sample }, config);
    const stopped = whyStopped(parts, { task, attempts: candidates ?? attempts, search, started, talk, own });
    const more = {
      ...(candidates && { candidates }),
      ...(search && { search }),
      ...(own && { ownTests: own }),
      ...(stopped && { stopped }),
    };
    return { attempts, ...more };
  };
}

/**
 * Routing: goes on while nothing says to stop; where the examples guide, one program is handed in at last. Not where the
 * isolation layer failed on a candidate: such a sample is not finished, and is made again when the run is resumed.
 */
function afterExecution(state: State, parts: AgentParts): "reflect" | "submit" | typeof END {
  const stop = whyStopped(parts, state);
  if (stop === undefined) return "reflect";
  return parts.guide === "examples" && stop !== "sandbox_error" ? "submit" : END;
}
