/** `doctor`: checks a set-up in seconds, before hours are spent on it. */

import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { interpreterInWords, type Language, type Sandbox, type Task } from "../../core/index.ts";
import { assertEvaluable, loadTasks } from "../../datasets/index.ts";
import { judge } from "../../judging/judge.ts";
import { DEFAULT_LANGUAGE, languages } from "../../languages/index.ts";
import { messageOf, UserError } from "../../lib/errors.ts";
import { onPath } from "../../lib/on_path.ts";
import { shippedData } from "../../lib/paths.ts";
import { printJson, printText, say } from "../../lib/terminal.ts";
import { openSandbox } from "../../sandbox/index.ts";
import { attacked, commandsAttacked, type Finding, type Found, marked } from "../doctor_attacks.ts";
import { type Look, lookAtAnswers } from "../doctor_model.ts";
import type { FlagsOf } from "../flags/table.ts";
import { limitsOf, sandboxOf } from "../sandbox_parts.ts";

/** @returns 0 when everything holds, else 1 */
export async function run(flags: FlagsOf<"doctor">): Promise<number> {
  const findings: Finding[] = [];
  const look: Look = async (what, check) => {
    const finding = { what, ...(await check().catch(failed)) };
    findings.push(finding);
    if (!flags.json) print(finding);
    return finding.ok;
  };
  await look("Node", async () => ({ ok: true, says: process.versions.node }));
  await look("disk", () => disk(flags.out));
  await look("results folder", () => writable(flags.out));
  let sandbox: Sandbox | undefined;
  await look("sandbox", async () => {
    const debug = say;
    sandbox = await openSandbox({ ...sandboxOf(flags), imports: flags.imports, ...(flags.debug && { debug }) });
    return sandboxFinding(sandbox);
  });
  for (const language of languages()) await look(language.name, () => toolsOf(language));
  await look("commands", () => commandsAttacked(flags));
  if (sandbox !== undefined) await behindIsolation(flags, sandbox, look);
  if (flags.model !== undefined) await lookAtAnswers(flags.model, look);
  const wrong = findings.filter(({ ok }) => !ok).length;
  if (flags.json) printJson({ holds: wrong === 0, findings });
  else printText(wrong === 0 ? "\nAll of it holds.\n" : `\n${wrong} of ${findings.length} checks failed.\n`);
  return wrong === 0 ? 0 : 1;
}

/** What a language's verdicts are worth, and whether its tools are there. */
async function toolsOf({ integrity, tools }: Language): Promise<Found> {
  const all = tools.flatMap(({ name, hint, starts }) =>
    [name, ...(starts?.programs ?? [])].map((it) => ({ name: it, hint })),
  );
  const found = all.map((tool) => ({ ...tool, path: onPath(tool.name) }));
  const missing = found.filter(({ path }) => path === undefined);
  const places = found.map(({ name, path }) => path ?? `no ${name}`);
  return {
    ok: missing.length === 0,
    says: [`verdicts: ${integrity}`, ...places].join(", "),
    hint: missing.length === 0 ? undefined : missing.map(({ hint }) => hint).join("; "),
  };
}

async function behindIsolation(flags: FlagsOf<"doctor">, opened: Sandbox, look: Look): Promise<void> {
  await using sandbox = opened;
  await look(flags.attack ? "attack suite" : "canary attacks", () => attacked(flags, sandbox));
  if (flags.attack) await look("marks", () => marked(sandbox));
  const path = flags["dataset-path"] ?? shippedData(`sample_${DEFAULT_LANGUAGE.id}.jsonl`);
  let tasks: Task[] = [];
  await look("data", async () => {
    const data = await loadTasks({ path, report: () => {} });
    assertEvaluable(data.tasks);
    tasks = data.tasks;
    return { ok: true, says: `${data.total} tasks in ${path}` };
  });
  if (tasks.length === 0) return;
  await look("known fixes", () => judged(flags, sandbox, tasks, true));
  await look("known bugs", () => judged(flags, sandbox, tasks, false));
}

function sandboxFinding({ info, concurrency }: Sandbox): Found {
  const unsafe = info.tier.startsWith("unsafe");
  const says = `${info.kind}: ${info.tier}, ${interpreterInWords(info)}, ${concurrency} at once`;
  const { notHeld, shows } = info.details;
  const limits = notHeld === undefined ? "" : `; limits that it does not hold: ${notHeld}`;
  return {
    ok: !unsafe && notHeld === undefined,
    says: `${says}${limits}${shows === undefined ? "" : `; a candidate can see ${shows}`}`,
    hint:
      unsafe || notHeld !== undefined
        ? "this isolation layer does not hold: install bubblewrap or use Docker"
        : undefined,
  };
}

async function judged(flags: FlagsOf<"doctor">, sandbox: Sandbox, tasks: readonly Task[], fixed: boolean) {
  // A bug that never ends would cost its whole time: a second is plenty to tell it from a fix.
  const limits = fixed ? limitsOf(flags) : { ...limitsOf(flags), timeoutSec: 1, cpuSec: 1 };
  const wrong: string[] = [];
  const one = async (task: Task): Promise<void> => {
    const code = task.declaration + (fixed ? task.canonical_solution : task.buggy_solution);
    const { verdict } = await judge({ code, source: "bare" }, task, sandbox, limits, { imports: flags.imports });
    if ((verdict === "passed") !== fixed || verdict === "sandbox_error") wrong.push(`${task.task_id} ${verdict}`);
  };
  await Promise.all(tasks.map(one));
  const says = `${tasks.length - wrong.length} of ${tasks.length} ${fixed ? "pass" : "fail"}, as they should`;
  return {
    ok: wrong.length === 0,
    says,
    hint: wrong.length > 0 ? `not so: ${wrong.slice(0, 5).join(", ")}` : undefined,
  };
}

/** Below this a run over a large data set may end in the middle of a record. */
const ENOUGH_BYTES = 512 * 2 ** 20;

async function disk(out: string): Promise<Found> {
  const { bavail, bsize } = await statfs(await existing(out));
  const free = bavail * bsize;
  const says = `${(free / 2 ** 30).toFixed(1)} GiB free`;
  return { ok: free > ENOUGH_BYTES, says, hint: free > ENOUGH_BYTES ? undefined : "make room, or give another --out" };
}

async function writable(out: string): Promise<Found> {
  const folder = await existing(out);
  try {
    await access(folder, constants.W_OK);
    return { ok: true, says: folder };
  } catch (cause) {
    throw new UserError(`${folder} cannot be written`, { hint: "give another --out", cause });
  }
}

/** The path, or the nearest folder above it that exists. */
async function existing(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() || path === "/" ? path : existing(dirname(resolve(path)));
}

function failed(error: unknown): Found {
  return { ok: false, says: messageOf(error), hint: error instanceof UserError ? error.hint : undefined };
}

function print({ what, says, ok, hint }: Finding): void {
  const text = `${ok ? "✓" : "✗"} ${what.padEnd(15)} ${says}\n${hint === undefined ? "" : `  ${" ".repeat(16)}${hint}\n`}`;
  printText(text);
}
