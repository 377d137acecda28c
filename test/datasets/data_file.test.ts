import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseTasks } from "../../src/datasets/data_file.ts";
import { UserError } from "../../src/lib/errors.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

const ROW = {
  task_id: "Python/0",
  prompt: 'def f():\n    """Two."""\n',
  declaration: "def f():\n",
  docstring: "Two.",
  buggy_solution: "    return 1\n",
  canonical_solution: "    return 2\n",
  test: "assert f() == 2\n",
  entry_point: "f",
  bug_type: "value misuse",
  failure_symptoms: "incorrect output",
};
const line = (changes: Record<string, unknown> = {}): string => JSON.stringify({ ...ROW, ...changes });
const parse = (text: string | Uint8Array) => parseTasks(Buffer.from(text as string), "d.jsonl");

async function failure(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => expect.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain("\n");
  expect((error as UserError).exitCode).toBe(2);
  return error as UserError;
}

describe("JSON Lines", () => {
  it("makes a task of a row and keeps the fields' own names", async () => {
    const { test, ...kept } = ROW;
    expect(await parse(line({ text: "not used", extra: [1] }))).toEqual([
      { ...kept, language: "python", example_test: "", check: { kind: "unit_tests", tests: test, helpers: "" } },
    ]);
  });

  it("tolerates a byte order mark, CRLF, blank lines and a missing last line end", async () => {
    const text = `\uFEFF${line()}\r\n\r\n   \n${line({ task_id: "Python/1" })}`;
    expect((await parse(text)).map((task) => task.task_id)).toEqual(["Python/0", "Python/1"]);
  });

  it("splits at line feeds only: a line separator inside of a text belongs to it", async () => {
    const [task] = await parse(`{"docstring":"a\u2028b",${line({ docstring: undefined }).slice(1)}`);
    expect(task?.docstring).toBe("a\u2028b");
  });

  const rows: [string, string | Uint8Array, RegExp][] = [
    ["broken JSON", `${line()}\n\n{"task_id": oops\n`, /^d\.jsonl, line 3: not valid JSON \(.*\)$/],
    ["a row that is no object", "[1]\n", /item 1: a row must be an object/],
    ["a row that is a number", "7\n", /line 1: a row must be an object/],
    ["a missing field", line({ test: undefined }), /^d\.jsonl, line 1: field "test" is missing$/],
    ["a field that is null", line({ entry_point: null }), /field "entry_point" is null/],
    ["an empty field", line({ test: "" }), /field "test" must not be empty/],
    ["a field of another type", line({ declaration: 5 }), /field "declaration" is wrong: .*string/],
    ["an unknown language", line({ language: "perl" }), /field "language" is wrong/],
    [
      "an id that names no language",
      line({ task_id: "Task/0" }),
      /line 1: field "task_id" does not say which language/,
    ],
    ["an id that comes twice", `${line()}\n${line()}`, /line 2: field "task_id" repeats "Python\/0" .*line 1\)/],
    ["an empty file", "", /^d\.jsonl is empty$/],
    ["blank lines only", "\n\r\n", /^d\.jsonl has no rows$/],
    ["Latin-1", Buffer.from(line({ docstring: "é" }), "latin1"), /^d\.jsonl, line 1: not UTF-8 text$/],
  ];
  it.each(rows)("refuses %s in one line", async (_name, text, says) => {
    expect((await failure(parse(text))).message).toMatch(says);
  });

  it("knows the language by the end of the id's first part, or by a field of its own", async () => {
    const ids = ["Python/0", "SamplePython/1", "JavaScript/2", "Java/3", "Go/4", "CPP/5", "Rust/6"];
    const tasks = await parse(
      [...ids.map((id) => line({ task_id: id })), line({ task_id: "x", language: "go" })].join("\n"),
    );
    expect(tasks.map((task) => task.language)).toEqual(["python", "python", "js", "java", "go", "cpp", "rust", "go"]);
  });

  const declarations: [string, string, string][] = [
    [
      "imports and functions before the entry point",
      "import math\n\ndef g():\n    pass\n\ndef f(x):\n",
      "import math\n\ndef g():\n    pass\n",
    ],
    ["nothing before it", "def f(x: int) -> int:\n", ""],
    ["its decorators are not helpers", "import functools\n\n@functools.cache\ndef f(x):\n", "import functools\n"],
    ["a longer name is another function", "def f2(x):\n    return x\n\ndef f(x):\n", "def f2(x):\n    return x\n"],
    [
      "a method of the same name is not it",
      "class C:\n    def f(self):\n        pass\n\ndef f(x):\n",
      "class C:\n    def f(self):\n        pass\n",
    ],
    ["an async entry point", "import asyncio\nasync def f(x):\n", "import asyncio"],
    ["the whole function is in the solution", "import math\n", "import math\n"],
  ];
  it.each(declarations)("helpers: %s", async (_name, declaration, helpers) => {
    const [task] = await parse(line({ declaration }));
    expect(task?.check).toMatchObject({ helpers });
  });
});

const WRITERS = ["duckdb_gzip", "duckdb_zstd", "duckdb_brotli", "duckdb_lz4_raw"].concat(
  ["arrow_rs_snappy", "arrow_rs_zstd", "arrow_rs_uncompressed"], // format version 2, data pages v2, two row groups
);

describe("Parquet", () => {
  it.each(WRITERS)("%s: the same tasks as the JSON Lines", async (name) => {
    const tasks = await parseTasks(fixture(`${name}.parquet`), "d.parquet");
    expect(tasks).toEqual(await parseTasks(fixture("rows.jsonl"), "rows.jsonl"));
    expect(tasks[2]?.docstring).toContain("世界 🐍");
  });

  it("takes the extension in any case", async () => {
    expect(await parseTasks(fixture("duckdb_gzip.parquet"), "D.PARQUET")).toHaveLength(3);
  });

  it("names the row and the field that is wrong", async () => {
    // The column is renamed in place, so that the file has no column "test".
    const bytes = Buffer.from(
      fixture("arrow_rs_uncompressed.parquet").toString("latin1").replaceAll("\x04test", "\x04tset"),
      "latin1",
    );
    expect((await failure(parseTasks(bytes, "d.parquet"))).message).toBe('d.parquet, row 1: field "test" is missing');
  });

  it("refuses what is not Parquet, and every file that was cut", async () => {
    const whole = fixture("duckdb_zstd.parquet");
    expect((await failure(parseTasks(Buffer.from(line()), "d.parquet"))).message).toMatch(/is not a Parquet file$/);
    expect((await failure(parseTasks(Buffer.from("PAR1PAR1"), "d.parquet"))).message).toMatch(/cut short/);
    for (let length = 1; length < whole.length; length += 97) {
      expect((await failure(parseTasks(whole.subarray(0, length), "d.parquet"))).message).toMatch(
        /cut short|not a Parquet/,
      );
    }
  });

  it("refuses a damaged footer and a damaged page in one line", async () => {
    const footer = fixture("duckdb_zstd.parquet");
    footer.fill(0xff, footer.length - 200, footer.length - 8);
    expect((await failure(parseTasks(footer, "d.parquet"))).message).toMatch(
      /^d\.parquet is a damaged Parquet file \(/,
    );
    const page = fixture("duckdb_zstd.parquet");
    page.fill(0xff, 4, 400);
    expect((await failure(parseTasks(page, "d.parquet"))).message).toMatch(/^d\.parquet is a damaged Parquet file \(/);
  });

  it.skipIf(process.env.CI !== "true")(
    "gives up a file whose counts would fill the memory (long: CI only)",
    async () => {
      const bytes = fixture("arrow_rs_snappy.parquet");
      bytes[3926] = 0x9a; // one byte of a run's length: two values become hundreds of millions
      expect((await failure(parseTasks(bytes, "d.parquet"))).message).toMatch(
        /damaged Parquet file \((not read after|.*memory)/,
      );
    },
    60_000,
  );
});
