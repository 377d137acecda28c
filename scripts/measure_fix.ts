/**
 * How many of the thirty projects of dataset/projects `fix` repairs: `npx tsx scripts/measure_fix.ts --model search
 * --model MODEL --model search+MODEL`. A repair counts when the checks pass that said so; how many then agree with the
 * known fix is not asked.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { texts, whole } from "../src/cli/flags/kinds.ts";
import { say } from "../src/lib/terminal.ts";
import { script } from "./support/script.ts";

const ROOT = join(import.meta.dirname, "..");
const PROJECTS = join(ROOT, "dataset", "projects");

const flags = script({
  about: "How many of the thirty projects of dataset/projects fix repairs, by each model that is named.",
  flags: {
    model: { kind: texts, takes: "MODEL", help: "who repairs; several times for several columns", required: true },
    seconds: { kind: whole(1), takes: "SECONDS", default: "60", help: "budget of each project" },
  },
});

interface Fixed {
  readonly fixed: boolean;
  readonly seconds: number;
  /** Why not, in the program's own words. */
  readonly said: string;
}

/** In a copy: nothing of a try is left for the next. */
async function fix(name: string, model: string): Promise<Fixed> {
  const folder = mkdtempSync(join(tmpdir(), "fix-"));
  const own = ["--model", model, "--json", "--seconds", String(flags.seconds)];
  const argv = ["fix", `${name}.py`, "--tests", "checks.py", ...own];
  const started = performance.now();
  try {
    for (const file of [`${name}.py`, "checks.py"]) cpSync(join(PROJECTS, name, file), join(folder, file));
    const [code, said] = await new Promise<[number, string]>((resolve) => {
      execFile(join(ROOT, "run.ts"), argv, { cwd: folder }, (error, _out, err) =>
        resolve([error === null ? 0 : Number(error.code ?? 1), err.trim().split("\n").at(-1) ?? ""]),
      );
    });
    return { fixed: code === 0, seconds: (performance.now() - started) / 1000, said };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const names = readdirSync(PROJECTS).sort();
const rows: string[] = [];
const totals = new Map<string, { fixed: number; seconds: number }>();
for (const name of names) {
  const cells: string[] = [];
  for (const model of flags.model) {
    const { fixed, seconds, said } = await fix(name, model);
    const total = totals.get(model) ?? { fixed: 0, seconds: 0 };
    totals.set(model, { fixed: total.fixed + Number(fixed), seconds: total.seconds + seconds });
    cells.push(fixed ? "fixed" : "—");
    say(`${name}, ${model}: ${fixed ? "fixed" : said} (${seconds.toFixed(1)} s)`);
  }
  rows.push(`| ${name} | ${cells.join(" | ")} |`);
}
const sums = flags.model.map((model) => {
  const { fixed, seconds } = totals.get(model) ?? { fixed: 0, seconds: 0 };
  return `${fixed} of ${names.length}, ${(seconds / names.length).toFixed(1)} s each`;
});
process.stdout.write(
  `| project | ${flags.model.join(" | ")} |\n|---|${flags.model.map(() => "---|").join("")}\n${rows.join("\n")}\n` +
    `| **all** | ${sums.join(" | ")} |\n\n${cpus()[0]?.model ?? "unknown processor"}\n`,
);
