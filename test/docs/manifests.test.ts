import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandName } from "../../src/cli/flags/flag.ts";
import { readFlags } from "../../src/cli/flags/read.ts";
import { parseQueue } from "../../src/distributed/index.ts";
import { ROOT } from "../support/program.ts";

const FOLDER = join(ROOT, "docs", "many_machines");

/** The command lines of a manifest: behind the program's name, on one line or as a list of words. */
function commandsOf(file: string): string[][] {
  const text = readFileSync(join(FOLDER, file), "utf8").replace(/\$\{MODEL\}/g, "some/model");
  const words = text.replace(/\n +- (?=code-repair-agent|worker|--|rediss?:|judge)/g, " ");
  return [...words.matchAll(/code-repair-agent ((?:worker )?--.*)/g)].map(([, line = ""]) => line.split(" "));
}

describe.each([
  ["compose.yaml", ["evaluate", "worker", "worker"]],
  ["job.yaml", ["worker"]],
])("%s", (file, commands) => {
  it("starts commands that there are, with flags that they have", () => {
    const read = commandsOf(file).map((line) => {
      const [command, args]: [CommandName, string[]] =
        line[0] === "worker" ? ["worker", line.slice(1)] : ["evaluate", line];
      const flags = readFlags(command, args);
      expect(parseQueue(String(flags.queue)).username).not.toBe("");
      return command;
    });
    expect(read).toEqual(commands);
  });
});
