/** Tells a process from a later one that was given the same number. */
import { readFileSync } from "node:fs";

/**
 * When a process started: in the kernel's ticks on Linux, "alive" where that cannot be told.
 *
 * @returns undefined where there is no such process, or only its entry waits for its parent (a zombie)
 * @throws what reading says otherwise: that a process cannot be seen now does not make it dead
 */
export function processStart(pid: number): string | undefined {
  if (process.platform !== "linux") return exists(pid) ? "alive" : undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name may hold spaces and parentheses: the fields count from behind the last ")" (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[19] === undefined) throw new Error(`/proc/${pid}/stat says nothing`);
    return fields[0] === "Z" ? undefined : fields[19];
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
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
