/** The package as `npm pack` makes it, used as a stranger does: beside nothing of the repository. */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectFiles } from "../docs/pages.ts";
import { type Finished, ROOT } from "./program.ts";

/** Builds and packs a copy of the project in a folder: other tests may be running its own build. */
export function pack(folder: string): string {
  const copy = join(folder, "project");
  for (const path of projectFiles()) cpSync(join(ROOT, path), join(copy, path));
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  const text = npm(copy, "pack", "--json", "--pack-destination", folder);
  // What `prepack` prints stands before the answer.
  const [{ filename }] = JSON.parse(text.slice(text.search(/^\[/m)));
  return join(folder, filename);
}

/** What npm prints; its complaints are the error's text. */
export function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", env: outsider(), stdio: ["ignore", "pipe", "pipe"] });
}

/** What an installation has, without a network: the package's files, and its dependencies but no other. */
export function unpack(tarball: string, folder: string): void {
  const modules = join(folder, "node_modules");
  const own = join(modules, "code-repair-agent");
  mkdirSync(own, { recursive: true });
  execFileSync("tar", ["xzf", tarball, "-C", own, "--strip-components=1"]);
  const { dependencies } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
}

/** The environment of somebody who has nothing of this project's; `home` is where his caches go. */
export function outsider(home?: string): NodeJS.ProcessEnv {
  const { CODE_REPAIR_CACHE: _, HF_HOME: __, XDG_CACHE_HOME: ___, NODE_OPTIONS: ____, ...env } = process.env;
  const others = Object.entries(env).filter(([name]) => !name.startsWith("npm_"));
  return { ...Object.fromEntries(others), HF_ENDPOINT: "http://127.0.0.1:1", ...(home && { HOME: home }) };
}

/** Runs a program of the machine in a folder. */
export function runIn(cwd: string, home: string, program: string, ...args: string[]): Promise<Finished> {
  const child = spawn(program, args, { cwd, env: outsider(home), stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Every file below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
}
