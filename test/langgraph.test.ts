import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { Attempt } from "../src/core/index.ts";
import type { graph } from "../src/langgraph.ts";
import { temporaryFolder } from "./support/folder.ts";
import { ROOT } from "./support/program.ts";
import { makeTask } from "./support/tasks.ts";

/** What a server does with it. */
interface Opened {
  stream(
    input: unknown,
    options: { streamMode: "updates" },
  ): Promise<AsyncIterable<Record<string, { attempts?: readonly Attempt[] }>>>;
  getGraphAsync(): Promise<{ nodes: Record<string, unknown> }>;
}

/** As LangGraph's command line does: a path and the name of an export, which is a graph or makes one. */
async function openAsStudio(name: string, configurable: Record<string, unknown>): Promise<Opened> {
  const { graphs } = JSON.parse(readFileSync(join(ROOT, "langgraph.json"), "utf8"));
  const [file, exported] = graphs[name].split(":");
  const module = await import(pathToFileURL(join(ROOT, file)).href);
  return (await (module[exported] as typeof graph)({ configurable })) as unknown as Opened;
}

function scripted(...completions: string[]): string {
  const path = join(temporaryFolder(), "answers.jsonl");
  writeFileSync(path, `${JSON.stringify({ task_id: "*", completions })}\n`);
  return `scripted:${path}`;
}

const task = makeTask();
const WRONG = "```python\ndef larger(a, b):\n    return a\n```";
const RIGHT = "```python\ndef larger(a, b):\n    return max(a, b)\n```";

describe("the graph that langgraph.json names", () => {
  it("streams a task, given as plain JSON, node by node", async () => {
    const opened = await openAsStudio("agent", { model: scripted(WRONG, RIGHT) });
    const nodes: string[] = [];
    let attempts: readonly Attempt[] = [];
    for await (const update of await opened.stream({ task }, { streamMode: "updates" })) {
      nodes.push(...Object.keys(update));
      attempts = update.execute?.attempts ?? attempts;
    }
    expect(nodes).toEqual(["propose", "execute", "reflect", "execute"]);
    expect(attempts.map(({ verdict }) => verdict)).toEqual(["wrong_answer", "passed"]);
  });

  it("says what its nodes are, and is built once for each model", async () => {
    const model = scripted(RIGHT);
    const opened = await openAsStudio("agent", { model });
    const drawn = await opened.getGraphAsync();
    expect(Object.keys(drawn.nodes).sort()).toEqual([
      "__end__",
      "__start__",
      "execute",
      "propose",
      "reflect",
      "submit",
    ]);
    expect(await openAsStudio("agent", { model })).toBe(opened);
    expect(await openAsStudio("agent", { model, iters: 0 })).not.toBe(opened);
  });

  it("a model that cannot be opened is an error each time, not for good", async () => {
    const missing = join(temporaryFolder(), "later.jsonl");
    await expect(openAsStudio("agent", { model: `scripted:${missing}` })).rejects.toThrow("no such file");
    writeFileSync(missing, `${JSON.stringify({ task_id: "*", completions: [RIGHT] })}\n`);
    await expect(openAsStudio("agent", { model: `scripted:${missing}` })).resolves.toBeDefined();
  });
});
