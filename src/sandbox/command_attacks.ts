/** Programs that try to get out of, or beyond the limits of, the isolation layer of a project's own commands. */
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandExecution, CommandRunner, Limits } from "../core/index.ts";
import { changedLimits, DONE, headOf, programsIn } from "./attack_suite.ts";
import { findInterpreter } from "./interpreter.ts";
import { limitsFromFlags } from "./limits.ts";
import { removeFolder } from "./remove_folder.ts";
import { runName } from "./run_name.ts";
import type { Surroundings } from "./surroundings.ts";

/** One attack: a program, and in its first lines what it tries and how it has to end. */
export interface CommandAttack {
  /** For example `commands/reads`. */
  readonly name: string;
  readonly tries: string;
  /** The ends that are right: by itself, or by a limit. */
  readonly ends: readonly string[];
  readonly code: string;
  /** What its file's name ends in. */
  readonly ending: string;
  readonly limits: Limits;
}

export interface CommandAttackResult {
  /** What went wrong; empty: the isolation layer held. */
  readonly violations: readonly string[];
  readonly execution: CommandExecution;
}

const LIMITS = limitsFromFlags({ timeout: 20, memory: 1024, processes: 32, output: 256, disk: 64, openFiles: 256 });
/** Passed in to each, and nobody else's to know. */
const SECRET = "passed-in-to-one-command";
const LOOK_MS = 20;
/** Files of the project that no command may see. */
const HIDDEN = [".env", ".git/config", "id_rsa", "not_named.txt"];

/** Reads the suite: every program in the folder `commands` of the attacks. */
export function loadCommandAttacks(folder: string): CommandAttack[] {
  return programsIn(folder, "commands").map(({ name, ending, code }) => {
    const { tries, settings } = headOf(code);
    const ends = (settings.get("ends") ?? "").split(",").map((word) => word.trim());
    return { name, tries, ends, code, ending, limits: changedLimits(LIMITS, settings.get("limits")) };
  });
}

/** Runs one attack over a project of its own, and looks whether anything came of it. */
export async function runCommandAttack(
  attack: CommandAttack,
  sandbox: CommandRunner,
  surroundings: Surroundings,
): Promise<CommandAttackResult> {
  const project = await mkdtemp(join(tmpdir(), `${runName()}attacked-`));
  try {
    await mkdir(join(project, ".git"));
    for (const name of HIDDEN) await writeFile(join(project, name), "a secret of the project\n");
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin", TOLD: SECRET };
    const program = `attack${attack.ending}`;
    const overlay = { [program]: surroundings.filledIn(attack.code) };
    const { path } = await findInterpreter();
    const reads = [dirname(dirname(path))].filter((place) => place !== "/usr");
    const job = { kind: "command", argv: [path, program], project, files: [], overlay, env, reads } as const;
    const running = sandbox.run(job, attack.limits);
    const told = await commandLinesWith(SECRET, running);
    const execution = await running;
    const end = execution.limit ?? "itself";
    const violations = [
      ...(attack.ends.includes(end) ? [] : [`it ended by ${end}: ${execution.stderr.slice(-300)}`]),
      ...(execution.stdout.match(DONE) ?? []),
      ...(end === "itself" && execution.exitCode !== 0 ? [`it failed: ${execution.stderr.slice(-300)}`] : []),
      ...told,
      ...(await surroundings.violations()),
    ];
    return { violations, execution };
  } finally {
    removeFolder(project);
  }
}

/** The processes on whose command lines, which are everybody's to read, a text stood while something ran. */
async function commandLinesWith(text: string, running: Promise<unknown>): Promise<string[]> {
  const found = new Set<string>();
  let over = false;
  const done = running
    .catch(() => undefined)
    .finally(() => {
      over = true;
    });
  while (!over) {
    for (const pid of await readdir("/proc")) {
      const line = /^\d+$/.test(pid) ? await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "") : "";
      if (line.includes(text)) found.add("what was passed in stood on a command line");
    }
    await Promise.race([done, sleep(LOOK_MS)]);
  }
  return [...found];
}
