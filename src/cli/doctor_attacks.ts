/** The part of `doctor` that attacks: candidates, marks between jobs, commands of projects. */
import { fileURLToPath } from "node:url";
import type { Sandbox } from "../core/index.ts";
import { saveCheckUp } from "../evaluation/check_up.ts";
import { harnessOf } from "../languages/index.ts";
import { printText } from "../lib/terminal.ts";
import { loadAttacks, runAttack } from "../sandbox/attack_suite.ts";
import { channelsProgram, SHOWN, tryChannels } from "../sandbox/channels.ts";
import { openCommandSandbox } from "../sandbox/command.ts";
import { loadCommandAttacks, runCommandAttack } from "../sandbox/command_attacks.ts";
import { thisMachine } from "../sandbox/process.ts";
import { Surroundings } from "../sandbox/surroundings.ts";
import type { FlagsOf } from "./flags/table.ts";

/** One line of the table. */
export interface Finding {
  readonly what: string;
  /** What was found. */
  readonly says: string;
  readonly ok: boolean;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** What was found, without the name of it. */
export type Found = Omit<Finding, "what">;

/** Attacks that every check-up runs: one for each thing that must hold. */
const CANARIES = [
  "verdict/exit_in_call",
  "verdict/equal_to_everything",
  "verdict/forged_verdict_printed",
  "verdict/walk_frames",
  "isolation/tcp",
  "isolation/read_users",
];
/** The same for commands of projects. */
const COMMAND_CANARIES = ["commands/reads", "commands/writes", "commands/kernel_doors"];

/** Whether candidates that cheat, or try to get out, are stopped. */
export async function attacked(flags: FlagsOf<"doctor">, sandbox: Sandbox): Promise<Found> {
  const all = loadAttacks(fileURLToPath(harnessOf().attacks));
  const attacks = flags.attack ? all : all.filter(({ name }) => CANARIES.includes(name));
  await using surroundings = await Surroundings.open();
  const broken: string[] = [];
  for (const attack of attacks) {
    const { violations, stoppedBy } = await runAttack(attack, sandbox, surroundings);
    if (violations.length > 0) broken.push(`${attack.name}: ${violations.join(", ")}`);
    if (flags.attack && !flags.json) printAttack(attack, violations, stoppedBy);
  }
  if (flags.attack) await saveCheckUp(sandbox.info, attacks, broken);
  const says = `${attacks.length - broken.length} of ${attacks.length} stopped`;
  return { ok: broken.length === 0, says, hint: broken.length > 0 ? `not stopped: ${broken.join("; ")}` : undefined };
}

/** Whether one job can leave a mark that the next one reads, in ways that this layer does not own up to. */
export async function marked(sandbox: Sandbox): Promise<Found> {
  const channels = await tryChannels(sandbox, { program: channelsProgram(harnessOf().attacks), together: false });
  const read = channels.filter(({ learned }) => learned).map(({ name }) => name);
  const says = `${channels.length - read.length} of ${channels.length} ways from one job to the next closed`;
  const shown = sandbox.info.details.shows !== undefined && read.every((name) => SHOWN.includes(name));
  const ok = read.length === 0 || shown;
  return { ok, says, hint: ok ? undefined : `open: ${read.join(", ")}` };
}

/** Where commands of projects run (`fix --command`), how its limits are held, and whether attacks on it are stopped. */
export async function commandsAttacked(flags: FlagsOf<"doctor">): Promise<Found> {
  const { bubblewrap } = thisMachine();
  if (bubblewrap === undefined) return { ok: true, says: "none can be run: bubblewrap is not installed" };
  const all = loadCommandAttacks(fileURLToPath(harnessOf().attacks));
  const attacks = flags.attack ? all : all.filter(({ name }) => COMMAND_CANARIES.includes(name));
  await using sandbox = openCommandSandbox({ bubblewrap, concurrency: 1 });
  await using surroundings = await Surroundings.open();
  const broken: string[] = [];
  for (const attack of attacks) {
    const { violations, execution } = await runCommandAttack(attack, sandbox, surroundings);
    if (violations.length > 0) broken.push(`${attack.name}: ${violations.join(", ")}`);
    const stoppedBy = execution.limit === null ? "every attempt was refused" : `limit: ${execution.limit}`;
    if (flags.attack && !flags.json) printAttack(attack, violations, stoppedBy);
  }
  const { memory, processes, disk } = sandbox.info.details;
  const held = `memory: ${memory}; processes: ${processes}; disk: ${disk}`;
  const says = `${sandbox.info.tier}; ${held}; ${attacks.length - broken.length} of ${attacks.length} attacks stopped`;
  return { ok: broken.length === 0, says, hint: broken.length > 0 ? `not stopped: ${broken.join("; ")}` : undefined };
}

function printAttack(
  { name, tries }: { readonly name: string; readonly tries: string },
  violations: readonly string[],
  stoppedBy: string,
): void {
  const held = violations.length === 0;
  const end = held ? `stopped: ${stoppedBy.split("\n")[0]}` : `NOT STOPPED: ${violations.join(", ")}`;
  printText(`  ${held ? "✓" : "✗"} ${name.padEnd(34)} ${tries}\n      ${end}\n`);
}
