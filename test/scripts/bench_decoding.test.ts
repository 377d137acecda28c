import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { writeModel } from "../../src/models/graph/model_files.ts";
import { randomModelFiles } from "../../src/models/graph/random_model.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";

const run = promisify(execFile);

it.runIf(process.env.CI === "true")(
  "writes the same tokens in every mode, in fewer passes by lookup",
  { timeout: 120_000 },
  async () => {
    const folder = temporaryFolder();
    await writeModel(folder, randomModelFiles(0));
    const tasks = join(ROOT, "dataset/sample_python.jsonl");
    const script = join(ROOT, "scripts/bench_decoding.ts");
    const args = ["--import", "tsx", script, "--model", folder, "--tasks", tasks, "--limit", "2", "--threads", "1"];
    const { stdout } = await run(process.execPath, args, { cwd: ROOT });
    const rows = stdout.split("\n").filter((line) => /^\| (generate|plain loop|lookup)/.test(line));
    const passes = rows.map((row) => Number(row.split("|")[3]));
    expect(stdout).toContain("outputs are FORCED");
    expect(passes).toHaveLength(4);
    expect(passes[1]).toBe(passes[0]);
    expect(passes[2]).toBeLessThan((passes[0] ?? 0) / 2);
  },
);
