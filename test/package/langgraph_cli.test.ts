/** LangGraph's own command line serves the graph: installed beside a copy of the project, as a user's `npx` does. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { blocks, projectFiles } from "../docs/pages.ts";
import { temporaryFolder } from "../support/folder.ts";
import { npm } from "../support/package.ts";
import { ROOT } from "../support/program.ts";

const LONG = process.env.CI === "true";
const MINUTES = 60_000;
const PINNED = ["@langchain/langgraph-cli@1.5.1", "typescript@5.9.3"];

/** A port that nobody has taken yet. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when the server answers; rejects where it ends first. */
async function untilServing(url: string, child: ChildProcess, said: () => string): Promise<void> {
  while ((await fetch(`${url}/ok`).catch(() => undefined))?.ok !== true) {
    if (child.exitCode !== null) throw new Error(`it ended:\n${said()}`);
    await sleep(200);
  }
}

it.skipIf(!LONG)(
  "langgraph dev loads the graph, which answers the page's own input",
  { timeout: 10 * MINUTES },
  async () => {
    const folder = temporaryFolder();
    const [tool, project] = [join(folder, "tool"), join(folder, "project")];
    mkdirSync(tool);
    writeFileSync(join(tool, "package.json"), "{}");
    npm(tool, "install", "--ignore-scripts", "--no-audit", "--no-fund", ...PINNED);
    for (const path of projectFiles()) cpSync(join(ROOT, path), join(project, path));
    symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
    writeFileSync(join(project, ".env"), "");

    const port = await freePort();
    const command = ["dev", "--no-browser", "--host", "127.0.0.1", "--port", String(port)];
    const env = { ...process.env, LANGSMITH_TRACING: "false", LANGGRAPH_CLI_NO_ANALYTICS: "1" };
    const child = spawn(join(tool, "node_modules/.bin/langgraphjs"), command, { cwd: project, env, detached: true });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += String(bytes)));
    const ended = new Promise((resolve) => child.on("close", resolve));
    try {
      const url = `http://127.0.0.1:${port}`;
      await untilServing(url, child, () => said);
      const [input] = blocks("docs/tracing.md", "json");
      const body = JSON.stringify({ assistant_id: "agent", input: JSON.parse(input?.text ?? "") });
      const headers = { "content-type": "application/json" };
      const reply = await fetch(`${url}/runs/wait`, { method: "POST", headers, body });
      const { attempts } = (await reply.json()) as { attempts: { verdict: string }[] };
      expect(attempts.map(({ verdict }) => verdict)).toEqual(["wrong_answer", "wrong_answer", "wrong_answer"]);
    } finally {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      await ended;
    }
  },
);
