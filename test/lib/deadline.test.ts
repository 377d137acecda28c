import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { deadline } from "../../src/lib/deadline.ts";
import { ROOT } from "../support/program.ts";

/** The signal that `make` gives, after garbage was collected and the time is over: did it fire, and how does it stand? */
function afterCollection(make: string): unknown {
  const program = `
    const { deadline } = await import(${JSON.stringify(pathToFileURL(join(ROOT, "src/lib/deadline.ts")).href)});
    const other = new AbortController();
    const make = () => (${make});
    const signal = make();
    let fired = false;
    signal.addEventListener("abort", () => { fired = true; });
    setTimeout(() => gc(), 20);
    setTimeout(() => console.log(JSON.stringify([fired, signal.aborted, other.signal.aborted])), 1000);`;
  const argv = ["--expose-gc", "--import", "tsx", "--input-type=module", "--eval", program];
  return JSON.parse(execFileSync(process.execPath, argv, { cwd: ROOT, encoding: "utf8" }));
}

describe("a deadline", () => {
  it("fires though nothing but a combination of signals holds it and garbage is collected", () => {
    expect(afterCollection("deadline(200, other.signal)")).toEqual([true, true, false]);
    expect(afterCollection("AbortSignal.any([deadline(200), other.signal])")).toEqual([true, true, false]);
  });

  it("fires with one of the others, for its reason", () => {
    const other = new AbortController();
    const signal = deadline(1e12, other.signal);
    expect(signal.aborted).toBe(false);
    other.abort("stop");
    expect(signal.reason).toBe("stop");
  });

  it("is over at once where there is no time, and says so", async () => {
    const signal = deadline(-5);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    expect(signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  it("is what the program uses everywhere: Node's own may be collected", () => {
    const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((it) =>
      it.endsWith(".ts"),
    );
    const using = files.filter((it) => readFileSync(join(ROOT, "src", it), "utf8").includes("AbortSignal.timeout("));
    expect(using).toEqual([]);
  });
});
