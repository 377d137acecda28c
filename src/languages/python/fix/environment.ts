/**
 * The Python that a project's tests run on. It may be the project's own, so it is found by names and plain bytes alone,
 * and only ever started behind the isolation layer that the tests run behind.
 */
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { CommandPlace } from "../../../core/index.ts";
import { UserError } from "../../../lib/errors.ts";
import { onPath } from "../../../lib/on_path.ts";
import { isInside, readPlainFile } from "../../../lib/plain_file.ts";

export interface Environment {
  /** What starts it: absolute. */
  readonly python: string;
  /** Folders that it needs besides the system's. */
  readonly reads: readonly string[];
}

const LONGEST_CONFIG = 64 << 10;
const HINT = { hint: "name the project's Python with --interpreter" };

/**
 * The Python asked for, else the active virtual or conda environment's, one in the project, python3. It is started once,
 * behind the isolation layer.
 *
 * @throws UserError where there is none, where it does not start, or where it stands in a folder that must not be shown
 */
export async function findEnvironment(parts: CommandPlace): Promise<Environment> {
  const { root, interpreter: asked } = parts;
  const python = asked === undefined ? (inAnEnvironment(root) ?? onPath("python3")) : named(asked);
  if (python === undefined || !existsSync(python))
    throw new UserError(`${asked ?? "python3"} is not there`, { ...HINT, exitCode: 2 });
  const found = environmentOf(python, root);
  const told = await whatStarts(found, parts);
  // A version manager's shim starts another one, which may say what it likes: that must have been in sight.
  const isInSight = ["/usr", ...found.reads].some((place) => isInside(told, place)) && existsSync(told);
  return isInSight ? environmentOf(told, root) : found;
}

function environmentOf(path: string, root: string): Environment {
  const isVirtual = existsSync(join(dirname(dirname(path)), "pyvenv.cfg"));
  const python = isVirtual ? path : realpathSync(path);
  const reads = [...new Set(placesOf(python))].filter((place) => !isInside(place, "/usr"));
  for (const place of reads) assertShowable(place, root);
  return { python, reads };
}

async function whatStarts(environment: Environment, parts: CommandPlace): Promise<string> {
  const { python, reads } = environment;
  const { root, sandbox, limits, signal } = parts;
  const argv = [python, "-I", "-S", "-c", "import sys; print(sys.executable)"];
  const job = { kind: "command", argv, project: root, files: [], reads } as const;
  const said = await sandbox.run({ ...job, env: { PATH: "/usr/bin:/bin" } }, limits, signal);
  if (said.exitCode === 0) return said.stdout.trim();
  const last = said.stderr.trim().split("\n").at(-1) ?? "";
  throw new UserError(`${python} does not start behind the isolation layer${last && `: ${last}`}`, HINT);
}

function named(asked: string): string | undefined {
  return asked.includes("/") ? resolve(asked) : onPath(asked);
}

function inAnEnvironment(root: string): string | undefined {
  const { VIRTUAL_ENV, CONDA_PREFIX } = process.env;
  const own = [".venv", "venv", "env"].map((name) => join(root, name));
  const homes = [VIRTUAL_ENV, CONDA_PREFIX, ...own].filter((it) => it !== undefined && it !== "");
  return homes.map((home) => join(resolve(home as string), "bin", "python3")).find((path) => existsSync(path));
}

/** The environment that a Python stands in, the installation that it was made of, and where its links lead. */
function placesOf(python: string): string[] {
  const prefix = dirname(dirname(python));
  const base = baseOf(prefix);
  return [prefix, dirname(dirname(realpathSync(python))), ...(base === undefined ? [] : [base])];
}

/** PEP 405: a virtual environment names the folder of the Python that it was made of. */
function baseOf(prefix: string): string | undefined {
  const file = join(prefix, "pyvenv.cfg");
  if (!existsSync(file)) return undefined;
  const [, home = ""] = /^home\s*=\s*(\/.*\S)\s*$/m.exec(readPlainFile(file, LONGEST_CONFIG).toString("utf8")) ?? [];
  return home === "" ? undefined : dirname(home);
}

/** A project may name any folder as its Python's: only one that holds a Python, and nothing of the user's, is shown. */
function assertShowable(place: string, root: string): void {
  const real = existsSync(place) ? realpathSync(place) : place;
  if ([place, real].some((it) => isInside(root, it)))
    throw new UserError(`the environment ${place} holds the project itself, secrets and all`, {
      hint: "put it into a folder of its own, for example .venv, or name another with --interpreter",
    });
  if ([place, real].some((it) => isInside(homedir(), it)) || !holdsPython(real))
    throw new UserError(`${place} is no Python installation`, HINT);
}

function holdsPython(place: string): boolean {
  return [join(place, "bin"), join(place, "shims")].some(
    (folder) => existsSync(folder) && readdirSync(folder).some((name) => /^python/.test(name)),
  );
}
