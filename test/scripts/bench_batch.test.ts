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
  "writes all texts in every way, several at a time with drafts where attention allows it",
  {
    timeout: 120_000,
  },
  async () => {
    const tasks = join(ROOT, "dataset/sample_python.jsonl");
    const script = join(ROOT, "scripts/bench_batch.ts");
    const rowsOf = async (attention: "plain" | "grouped") => {
      const folder = temporaryFolder();
      await writeModel(folder, randomModelFiles(0, { attention }));
      const flags = ["--limit", "4", "--rounds", "1", "--batch", "3", "--threads", "1"];
      const args = ["--import", "tsx", script, "--model", folder, "--tasks", tasks, ...flags];
      const { stdout } = await run(process.execPath, args, { cwd: ROOT });
      expect(stdout).toContain("outputs FORCED");
      const cells = stdout.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
      return new Map(cells.flatMap(([, way = "", , tokensAPass]) => (tokensAPass ? [[way, Number(tokensAPass)]] : [])));
    };
    const [plain, grouped] = [await rowsOf("plain"), await rowsOf("grouped")];
    expect(plain.get("3 at a time, without drafts")).toBe(1);
    expect(plain.get("3 at a time, lookup")).toBeGreaterThan(1.5);
    expect(grouped.get("3 at a time, without drafts")).toBe(1);
    expect(grouped.has("3 at a time, lookup")).toBe(false);
  },
);
