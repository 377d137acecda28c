/** A name for what this process makes outside itself, from which a later run can tell that its maker is dead. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const PREFIX = "code-repair-";
const PATTERN = /^code-repair-(\d+)-(\d+)-(\d+)-/;

/** `code-repair-<process namespace>-<pid>-<start>-`, to be followed by a slot. */
export function runName(): string {
  return `${PREFIX}${namespace()}-${process.pid}-${startOf(process.pid) ?? 0}-`;
}

/** The entries of a folder that dead runs of this program left, as names. */
export function leftBehind(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => isLeftBehind(name));
  } catch {
    return []; // a folder that is not there holds nothing
  }
}

/** Whether a name was made by `runName` in a run that is dead now. */
export function isLeftBehind(name: string): boolean {
  const [, where, pid, start] = PATTERN.exec(name) ?? [];
  if (where !== namespace()) return false; // another container's processes cannot be seen from here
  return startOf(Number(pid)) !== start;
}

function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0"; // no Linux: process numbers are one for the machine
  }
}

/** When a process started, in the kernel's ticks ("0" where it cannot be told); undefined when there is none. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return process.platform === "linux" || !exists(pid) ? undefined : "0";
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
