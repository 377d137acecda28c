/** What can be known here of machines that are not Linux: nothing is called at import, or for help, that they lack. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { runIn } from "../support/package.ts";
import { ROOT } from "../support/program.ts";

/** Node's functions that Windows does not have. */
const NOT_ON_WINDOWS = ["getuid", "geteuid", "getgid", "getegid", "getgroups", "setuid", "setgid", "setgroups"];

describe.each([
  ["win32", NOT_ON_WINDOWS],
  ["darwin", []],
] as const)("on %s, as far as Node can play it", (platform, missing) => {
  const play = (script: string) => {
    const folder = temporaryFolder();
    const path = join(folder, "play.mts");
    const lines = [
      `Object.defineProperty(process, "platform", { value: ${JSON.stringify(platform)} });`,
      ...missing.map((name) => `delete process.${name};`),
      script,
    ];
    writeFileSync(path, lines.join("\n"));
    return runIn(ROOT, folder, process.execPath, "--import", "tsx", path);
  };
  const src = (file: string) => JSON.stringify(pathToFileURL(join(ROOT, "src", file)).href);

  it("the library is imported, help is printed, and no sandbox is one clear message", async () => {
    const sample = ["--dataset-path", "dataset/sample_python.jsonl", "--model", "builtin:copy", "--max", "1"];
    const run = await play(
      `const { passAtK } = await import(${src("index.ts")});
       console.log("pass@2", passAtK(4, 1, 2));
       const { runCommandLine } = await import(${src("cli/index.ts")});
       for (const args of ${JSON.stringify([["--help"], ["--version"], sample])})
         console.log("ended", await runCommandLine(args));`,
    );
    expect(run.stdout).toMatch(
      /^pass@2 0\.5\n[\s\S]*Repairs broken code[\s\S]*ended 0\n\d+\.\d+\.\d+\nended 0\nended 1\n$/,
    );
    expect(run.stderr).toMatch(/^error: No isolation layer can be built on this machine[\s\S]*--sandbox docker/m);
    expect(run.stderr).not.toMatch(/TypeError|\n\s+at /);
  });
});
