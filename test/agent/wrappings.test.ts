import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { extractCode } from "../../src/agent/extraction.ts";
import { ROOT } from "../support/program.ts";
import { NO_SHARED_DATA, sharedData } from "../support/shared_data.ts";
import { WRAPPINGS, type Wrapped } from "../support/wrappings.ts";

const ALL = process.env.CI === "true";

interface Row {
  readonly task_id: string;
  readonly declaration: string;
  readonly prompt: string;
  readonly buggy_solution: string;
  readonly canonical_solution: string;
  readonly entry_point: string;
}

function rowsOf(path: string): Row[] {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** The known fix, once without its docstring and once with it. */
function programs(row: Row): Wrapped[] {
  const { declaration, prompt, canonical_solution, buggy_solution, entry_point } = row;
  return [declaration, prompt].map((head) => {
    const [code, bug] = [head + canonical_solution, head + buggy_solution].map((it) => it.trim());
    return { code: code ?? "", bug: bug ?? "", call: `${entry_point}(1)` };
  });
}

const wrappings = Object.entries(WRAPPINGS).flatMap(([kind, table]) =>
  Object.entries(table).map(([name, wrap]) => ({ name: `${kind}: ${name}`, wrap })),
);

/** Wrappings of a row out of which something else comes. */
function lostIn(row: Row, chosen: typeof wrappings): string[] {
  return programs(row).flatMap((program) =>
    chosen
      .filter(({ wrap }) => extractCode(wrap(program), row).code !== `${program.code}\n`)
      .map(({ name }) => `${row.task_id}, ${name}`),
  );
}

describe("a program comes out of its wrapping as it went in", () => {
  it.each(rowsOf(join(ROOT, "dataset", "sample_python.jsonl")))(
    "$task_id, every wrapping",
    { timeout: 60_000 },
    (row) => {
      expect(lostIn(row, wrappings)).toEqual([]);
    },
  );

  const tasks = sharedData("humanevalpack/python.jsonl");
  const rows = tasks === undefined ? [] : rowsOf(tasks);
  it.skipIf(rows.length === 0)(
    `164 known fixes (${rows.length === 0 ? NO_SHARED_DATA : ALL ? "every wrapping" : "every eighth wrapping"})`,
    { timeout: 900_000 },
    () => {
      const lost = rows.flatMap((row, at) =>
        lostIn(
          row,
          wrappings.filter((_, number) => ALL || (number + at) % 8 === 0),
        ),
      );
      expect(lost).toEqual([]);
    },
  );
});
