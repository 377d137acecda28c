import { expect, it } from "vitest";
import { runProgram } from "../support/program.ts";
import { describeQueue } from "../support/queue_run.ts";

/** A fault of each kind; the script by itself does many of them on many records. */
const SMALL = "--samples 2 --workers 4 --worker-kills 3 --stop-seconds 14 --cut-seconds 8".split(" ");

describeQueue("a run over a queue under faults", () => {
  it.runIf(process.env.CI === "true").each([
    ["with proxies", ["--proxies"]],
    ["with namespaces where there are some", []],
  ])(
    "loses nothing, counts nothing twice and changes no verdict, %s",
    async (_, flags) => {
      const ran = await runProgram(["scripts/chaos_queue.ts", ...SMALL, ...flags], { script: true });
      expect(ran, ran.stderr).toMatchObject({ code: 0 });
      // The script compares the files; both comparisons must have been made.
      expect(ran.stderr.match(/the file of one machine, byte for byte/g)).toHaveLength(2);
      for (const fault of ["worker-kills | 3", "coordinator-kills | 1", "redis-kills | 1", "flushes | 1", "cuts | 1"])
        expect(ran.stdout).toContain(`| ${fault} |`);
    },
    600_000,
  );
});
