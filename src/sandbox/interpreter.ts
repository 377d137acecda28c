/**
 * The harness's interpreter, which runs candidates, too: where it is found (the real binary, never a version manager's
 * shim), and how it is started.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { z } from "zod";
import { childEnvironment } from "../lib/child_environment.ts";
import { UserError } from "../lib/errors.ts";
import { onPath } from "../lib/on_path.ts";

const PLACES = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"];
/** What an image must have. */
export const INTERPRETER = "python3";
const NAMES = [INTERPRETER, "python"];
const OLDEST: readonly [number, number] = [3, 9];
const QUESTION = `import json, os, sys
print(json.dumps([os.path.realpath(sys.executable), list(sys.version_info[:3]), [p for p in sys.path if os.path.exists(p)]]))`;
const answerSchema = z.tuple([z.string().min(1), z.tuple([z.number(), z.number(), z.number()]), z.array(z.string())]);

/** Isolated (-I): a json.py of the working folder is not run. No key of this program's environment goes along. */
async function run(python: string, args: readonly string[], { timeout }: { timeout: number }) {
  return promisify(execFile)(python, args, { timeout, env: childEnvironment() });
}

export interface Interpreter {
  /** The binary itself. */
  readonly path: string;
  /** For example "3.11.2". */
  readonly version: string;
  /** Folders and archives of its standard library. */
  readonly library: readonly string[];
  /** What it was found as: with its own third-party packages, where it has some. */
  readonly place: string;
  /** Knows `-P`, which keeps the working folder off the path. */
  readonly isolated: boolean;
}

/**
 * The first usable interpreter: `SANDBOX_PYTHON` if that is set, else the system's, else the path's.
 * @param avoid somebody else's project: an interpreter in it is not even started
 * @throws UserError when there is none.
 */
export async function findInterpreter(avoid?: string, wanted = process.env.SANDBOX_PYTHON): Promise<Interpreter> {
  const named = NAMES.flatMap((name) => onPath(name, avoid) ?? []);
  for (const place of wanted ? [wanted] : [...PLACES, ...named]) {
    const found = await ask(place);
    if (found !== undefined) return found;
  }
  const hint = `Install python3 (${OLDEST.join(".")} or newer), or name one with SANDBOX_PYTHON.`;
  throw new UserError(wanted ? `${wanted} is no usable Python` : "No Python was found to run candidates with", {
    hint,
  });
}

async function ask(place: string): Promise<Interpreter | undefined> {
  try {
    const { stdout } = await run(place, ["-I", "-S", "-c", QUESTION], { timeout: 20_000 });
    const [path, version, library] = answerSchema.parse(JSON.parse(stdout));
    const minor = version[0] * 100 + version[1];
    if (minor < OLDEST[0] * 100 + OLDEST[1]) return undefined;
    return { path, place, version: version.join("."), library: library.filter(Boolean), isolated: minor >= 311 };
  } catch {
    return undefined; // not there, or not a Python: the next place may be
  }
}

/** numpy as an interpreter has it. */
export interface Numpy {
  /** The folder that holds the package. */
  readonly folder: string;
  readonly version: string;
}

/**
 * Finds numpy for the import prelude that has it.
 * @throws UserError when the interpreter has none.
 */
export async function findNumpy(python: Interpreter): Promise<Numpy> {
  const question = "import json, numpy, os; print(json.dumps([os.path.dirname(numpy.__path__[0]), numpy.__version__]))";
  try {
    const { stdout } = await run(python.place, ["-I", "-c", question], { timeout: 60_000 });
    const [folder, version] = z.tuple([z.string(), z.string()]).parse(JSON.parse(stdout));
    return { folder, version };
  } catch (cause) {
    const hint = "Install it there, name another Python with SANDBOX_PYTHON, or use --imports octopack.";
    throw new UserError(`${python.place} has no numpy`, { hint, cause });
  }
}

/** The isolation half of the harness. */
export const OWN_HALF = new URL("./harness/", import.meta.url);

/** A source file for the interpreter. @param name without the ending */
export function sourceOf(folder: URL, name: string): string {
  return readFileSync(new URL(`${name}.py`, folder), "utf8");
}

/** The arguments with which an interpreter becomes a harness. `isolated`: it knows `-P`. */
export function interpreterArguments(isolated: boolean): string[] {
  return ["-s", ...(isolated ? ["-P"] : []), "-S", "-B", "-X", "utf8", "-c", sourceOf(OWN_HALF, "boot")];
}

/** The whole environment of a harness. */
export const INTERPRETER_ENVIRONMENT = { PYTHONHASHSEED: "0" } as const;

/** A candidate that prints the version of what runs it. */
export const VERSION_PROGRAM = "import sys\nprint('.'.join(map(str, sys.version_info[:3])))\n";
