/** A user's project: which of its files a command may see, which Python is its own, what git says of a file. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../../lib/errors.ts";

const run = promisify(execFile);
const MOST_FILES = 20_000;
const MOST_BYTES = 512 << 20;

/** Never shown to code under test, whether or not git ignores them. */
const MASKED =
  /(^|\/)(\.git|\.env[^/]*|\.ssh|\.aws|\.gnupg|\.netrc|\.npmrc|\.pypirc|\.docker|\.git-credentials|\.pgpass|\.htpasswd|\.kube|\.azure|\.boto|id_(rsa|dsa|ecdsa|ed25519)[^/]*|[^/]*\.(pem|key|p12|pfx|keystore|jks|ppk|kdbx|tfstate))(\/|$)/i;
const SKIPPED = new Set([
  "node_modules",
  "__pycache__",
  ".venv",
  "venv",
  "env",
  ".tox",
  ".mypy_cache",
  ".pytest_cache",
]);

export interface Project {
  readonly root: string;
  readonly git: boolean;
  /** Relative to the root, with slashes. */
  readonly files: readonly string[];
}

/**
 * The git work tree around a folder, or the folder itself.
 *
 * @throws UserError where it is too large to be copied for each run
 */
export async function openProject(folder: string): Promise<Project> {
  const top = await git(folder, "rev-parse", "--show-toplevel");
  const root = top === undefined ? folder : top.trim();
  const listed = await git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  const all = listed === undefined ? walk(root, root) : listed.split("\0").filter((file) => file !== "");
  const named = new Set(all.filter((file) => !MASKED.test(file) && existsSync(join(root, file))));
  // A link shows what it leads to: that must be a file that may be seen under its own name.
  const real = realpathSync(root);
  const files = [...named].filter((file) => named.has(relative(real, realpathSync(join(root, file)))));
  const bytes = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
  if (files.length > MOST_FILES || bytes > MOST_BYTES)
    throw new UserError(
      `${root} has ${files.length} files (${Math.round(bytes / 1e6)} MB), too many to copy for each run`,
      {
        hint: "start in a smaller folder, or have git ignore what the tests do not need",
      },
    );
  return { root, git: listed !== undefined, files };
}

/** Undefined outside a work tree, or without git. */
async function git(folder: string, ...arguments_: string[]): Promise<string | undefined> {
  try {
    return (await run("git", ["-C", folder, ...arguments_], { maxBuffer: 64 << 20 })).stdout;
  } catch {
    return undefined;
  }
}

/** True when the file is the one that was committed last. */
export async function isCommitted({ root }: Project, file: string): Promise<boolean> {
  const status = await git(root, "status", "--porcelain", "--ignored", "--untracked-files=all", "--", file);
  return status === "";
}

function walk(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) || entry.name.startsWith(".") ? [] : walk(root, path);
    return entry.isFile() ? [relative(root, path)] : [];
  });
}

export interface Environment {
  readonly python: string;
  /** Folders that it needs besides the system's. */
  readonly reads: readonly string[];
}

/**
 * The project's own Python: the one asked for, the active virtual or conda environment, one in the project, python3.
 *
 * @throws UserError where none starts
 */
export async function findEnvironment({ root }: Project, asked: string | undefined): Promise<Environment> {
  const { VIRTUAL_ENV, CONDA_PREFIX } = process.env;
  const own = [".venv", "venv", "env"].map((name) => join(root, name));
  const homes = [VIRTUAL_ENV, CONDA_PREFIX, ...own].filter((it) => it !== undefined);
  const inHome = homes.map((home) => join(home, "bin", "python3")).find((path) => existsSync(path));
  const python = asked === undefined ? (inHome ?? "python3") : asked.includes("/") ? resolve(asked) : asked;
  const ask = "import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix]))";
  let told: string[];
  try {
    // Isolated: a json.py of the project is not to be run here.
    told = JSON.parse((await run(python, ["-I", "-c", ask])).stdout) as string[];
  } catch (cause) {
    throw new UserError(`${python} does not start`, { hint: "name the project's Python with --python", cause });
  }
  const [executable = python, ...prefixes] = told;
  const reads = [...new Set(prefixes.filter((path) => !/^\/(usr)?$/.test(path)))];
  const around = reads.find((path) => `${root}/`.startsWith(`${path}/`));
  if (around !== undefined)
    throw new UserError(`the environment ${around} holds the project itself, secrets and all`, {
      hint: "put it into a folder of its own, for example .venv, or name another with --python",
    });
  return { python: executable, reads };
}
