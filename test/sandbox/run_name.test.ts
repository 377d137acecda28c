import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { processStart } from "../../src/lib/process_start.ts";
import { isLeftBehind, runName } from "../../src/sandbox/run_name.ts";
import { ROOT } from "../support/program.ts";

const linux = process.platform === "linux";
const url = (path: string) => JSON.stringify(pathToFileURL(join(ROOT, "src", path)).href);

describe.skipIf(!linux)("the name of a run", () => {
  it("is of a living run as long as its process lives, and of a dead one then", () => {
    expect(isLeftBehind(`${runName()}0`)).toBe(false);
    const started = processStart(process.pid);
    expect(isLeftBehind(`${runName().replace(`-${started}-`, "-1-")}0`)).toBe(true);
    expect(processStart(2 ** 22 + 1)).toBeUndefined();
  });

  it("is of no dead run where nobody can look: without a file to open, as on a crowded machine", () => {
    const program = `
      import { openSync } from "node:fs";
      const { isLeftBehind } = await import(${url("sandbox/run_name.ts")});
      const { processStart } = await import(${url("lib/process_start.ts")});
      try { for (;;) openSync("/dev/null", "r"); } catch {}
      let thrown = "";
      try { processStart(${process.pid}); } catch (error) { thrown = error.code; }
      console.log(JSON.stringify([isLeftBehind(${JSON.stringify(`${runName()}0`)}), thrown]));`;
    const argv = [process.execPath, "--import", "tsx", "--input-type=module", "--eval", program];
    const said = execFileSync("bash", ["-c", 'ulimit -n 256; exec "$@"', "bash", ...argv], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(JSON.parse(said)).toEqual([false, "EMFILE"]);
  });
});
