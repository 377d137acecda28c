/** A name for what this process makes outside itself, from which a later run can tell that its maker is dead. */
import { readdirSync, readlinkSync } from "node:fs";
import { processStart } from "../lib/process_start.ts";

const PREFIX = "code-repair-";
const PATTERN = /^code-repair-(\d+)-(\d+)-(\d+)-/;

/** `code-repair-<process namespace>-<pid>-<start>-`, to be followed by a slot. */
export function runName(): string {
  return `${PREFIX}${namespace()}-${process.pid}-${START}-`;
}

/** Looked up once: under a name that says otherwise a run would pass for dead. */
const START = processStart(process.pid) ?? "0";

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
  try {
    return processStart(Number(pid)) !== start;
  } catch {
    return false; // what cannot be seen now may live
  }
}

function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0"; // no Linux: process numbers are one for the machine
  }
}
