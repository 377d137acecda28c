/** A copy of the project in which a page's commands are run. */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../support/program.ts";
import { projectFiles } from "./pages.ts";

/** Whoever has only the package has no clone around it. */
export const INSTALLS_PACKAGE = /npm (i|install)\b.* code-repair-agent/;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PageCopy {
  readonly project: string;
  /**
   * Runs a script as a shell reads it, ending at the first command that fails: in the project, or in an empty folder
   * where it installs the package.
   */
  run(script: string, env: Readonly<Record<string, string>>, limitMs: number): Promise<Ran>;
  /** Files of the project that are no longer what they were, and what was left in the temporary folder. */
  left(): string[];
  remove(): void;
}

/** What git keeps, as a repository of its own; the dependencies are those of the project. */
export function copyProject(): PageCopy {
  const folder = mkdtempSync(join(tmpdir(), "docs-test-"));
  // Candidates run as other users, who have to reach their work folders.
  chmodSync(folder, 0o755);
  const [project, temporary] = [join(folder, "project"), join(folder, "tmp")];
  for (const path of projectFiles()) cpSync(join(ROOT, path), join(project, path));
  git(project, "init", "-q");
  git(project, "add", "-A");
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  return {
    project,
    run: (script, env, limitMs) => {
      const installs = INSTALLS_PACKAGE.test(script);
      if (/npm ci\b/.test(script)) unlinkModules(project);
      // The system's Python is the one that has pytest.
      const path = [dirname(process.execPath), "/usr/bin", process.env.PATH].join(":");
      const own = { PATH: path, TMPDIR: temporary, CODE_REPAIR_CACHE: join(project, ".cache") };
      return runScript(script, installs ? emptyFolder(folder) : project, { ...own, ...env }, limitMs);
    },
    left: () => [
      ...changed(project),
      ...readdirSync(temporary).filter((name) => !/^(tsx|node-compile-cache)/.test(name)),
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function emptyFolder(folder: string): string {
  const empty = join(folder, "empty");
  rmSync(empty, { recursive: true, force: true });
  mkdirSync(empty);
  return empty;
}

function git(project: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: project, encoding: "utf8" });
}

/** Neither changed nor added, but for what git is told to ignore. */
function changed(project: string): string[] {
  const lines = git(project, "status", "--porcelain").split("\n");
  return lines.filter((line) => line !== "" && !/^A {2}/.test(line) && line !== "?? node_modules");
}

/** Installing empties the folder: it must not be the project's own. */
function unlinkModules(project: string): void {
  const modules = join(project, "node_modules");
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(modules);
}

function runScript(script: string, cwd: string, env: Record<string, string>, limitMs: number): Promise<Ran> {
  const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const limit = setTimeout(() => process.kill(-(child.pid as number), "SIGKILL"), limitMs);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ code, stdout, stderr });
    });
  });
}
