/** Descriptors that this program was started with: every child would get them, too, and whatever lies behind them. */
import { openSync, readdirSync, readFileSync } from "node:fs";

const CLOSED_BY_EXEC = 0o2000000;
let nothing: number | undefined;

/**
 * The `stdio` of a child, from descriptor 3 on, that gets `given` and, in place of what it would inherit, /dev/null:
 * Node itself closes only the lowest.
 */
export function stdioWithoutInherited<T>(...given: readonly T[]): (T | "ignore" | number)[] {
  const first = 3 + given.length;
  const stdio: (T | "ignore" | number)[] = [...given];
  for (const fd of inherited().filter((it) => it >= first)) {
    nothing ??= openSync("/dev/null", "r");
    while (stdio.length < fd - 3) stdio.push("ignore");
    stdio[fd - 3] = nothing;
  }
  return stdio;
}

/** In ascending order; none where the system does not tell. */
function inherited(): number[] {
  try {
    const open = readdirSync("/proc/self/fdinfo").map(Number);
    return open.filter((fd) => fd > 2 && staysOpen(fd)).sort((a, b) => a - b);
  } catch {
    return [];
  }
}

function staysOpen(fd: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1] ?? "0";
    return (Number.parseInt(flags, 8) & CLOSED_BY_EXEC) === 0;
  } catch {
    return false; // the listing's own
  }
}
