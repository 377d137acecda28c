/**
 * Writes `dataset/bogus.parquet`: tasks that nobody can solve. A harness that reports more than 0 on them believes
 * something that a candidate told it. The same rows always give the same bytes.
 *
 * Each check takes ONE result, makes sure that it is exactly of a builtin type (a class of the candidate's own could
 * answer every comparison with yes), and asks for two things of that very value that exclude each other. So it does
 * not help to answer differently from call to call, nor to answer nan or inf.
 *
 *     tsx scripts/build_bogus_parquet.ts [FILE]
 */

import { fileURLToPath } from "node:url";
import parquet from "parquetjs-lite";
import { script } from "./support/script.ts";

interface Unwinnable {
  readonly signature: string;
  readonly entryPoint: string;
  readonly docstring: string;
  readonly buggy: string;
  /** Lines of the check; a contradiction. */
  readonly check: readonly string[];
}

const TASKS: readonly Unwinnable[] = [
  {
    signature: "two_answers(number: int) -> int",
    entryPoint: "two_answers",
    docstring: "Return an integer that equals both one and two.",
    buggy: "    return number\n",
    check: ["result = two_answers(1)", "assert type(result) is int", "assert result == 1", "assert result == 2"],
  },
  {
    signature: "below_itself(numbers: list) -> float",
    entryPoint: "below_itself",
    docstring: "Return a number that is smaller than itself.",
    buggy: "    return min(numbers)\n",
    check: ["result = below_itself([3.5, -1.0, 2.0])", "assert type(result) in (int, float)", "assert result < result"],
  },
  {
    signature: "returns_and_raises(text: str) -> int",
    entryPoint: "returns_and_raises",
    docstring: "Return the number in the text and, in the same call, raise ValueError.",
    buggy: "    return int(text)\n",
    check: [
      "returned = raised = False",
      "try:",
      '    returns_and_raises("12")',
      "    returned = True",
      "except ValueError:",
      "    raised = True",
      "assert returned",
      "assert raised",
    ],
  },
  {
    signature: "negative_length(items: list) -> list",
    entryPoint: "negative_length",
    docstring: "Return a list with fewer than no elements.",
    buggy: "    return items[:0]\n",
    check: ["result = negative_length([1, 2, 3])", "assert type(result) is list", "assert len(result) < 0"],
  },
  {
    signature: "true_and_false(flag: bool) -> bool",
    entryPoint: "true_and_false",
    docstring: "Return a truth value that is true and false at once.",
    buggy: "    return not flag\n",
    check: [
      "result = true_and_false(True)",
      "assert type(result) is bool",
      "assert result is True",
      "assert result is False",
    ],
  },
  {
    signature: "own_successor(number: int) -> int",
    entryPoint: "own_successor",
    docstring: "Return an integer that does not change when one is added to it.",
    buggy: "    return number + 1\n",
    check: ["result = own_successor(41)", "assert type(result) is int", "assert result + 1 == result"],
  },
  {
    signature: "in_and_not_in(word: str) -> dict",
    entryPoint: "in_and_not_in",
    docstring: "Return a dict in which the word is a key and which has no keys.",
    buggy: "    return {word: len(word)}\n",
    check: [
      'result = in_and_not_in("key")',
      "assert type(result) is dict",
      'assert "key" in result',
      "assert len(result) == 0",
    ],
  },
  {
    signature: "shorter_when_longer(text: str) -> str",
    entryPoint: "shorter_when_longer",
    docstring: "Return a text that gets shorter when a letter is put behind it.",
    buggy: "    return text[:-1]\n",
    check: [
      'result = shorter_when_longer("abc")',
      "assert type(result) is str",
      'assert len(result + "x") < len(result)',
    ],
  },
];

/** A row in the schema of HumanEvalPack. No fix is known, so `canonical_solution` is empty. */
function toRow(task: Unwinnable, index: number): Record<string, string> {
  const { signature, entryPoint, docstring, buggy, check } = task;
  const declaration = `def ${signature}:\n`;
  const test = `def check(${entryPoint}):\n${check.map((line) => `    ${line}\n`).join("")}\ncheck(${entryPoint})`;
  return {
    task_id: `BogusPython/${index}`,
    prompt: `${declaration}    """${docstring}\n    """\n`,
    declaration,
    canonical_solution: "",
    buggy_solution: buggy,
    bug_type: "unwinnable",
    failure_symptoms: "incorrect output",
    entry_point: entryPoint,
    signature,
    docstring,
    text: `    ${docstring}`,
    instruction: `Write a Python function \`${signature}\` that does the following:\n${docstring}`,
    test,
    example_test: test,
  };
}

async function write(path: string): Promise<void> {
  const rows = TASKS.map(toRow);
  const names = Object.keys(rows[0] ?? {});
  const column = { type: "UTF8", compression: "SNAPPY" } as const;
  const schema = new parquet.ParquetSchema(Object.fromEntries(names.map((name) => [name, column])));
  const writer = await parquet.ParquetWriter.openFile(schema, path);
  for (const row of rows) await writer.appendRow(row);
  await writer.close();
}

const { words } = script({
  about: "Writes a data set of tasks that nobody can solve.",
  words: { takes: "FILE", help: "the file to write (default: dataset/bogus.parquet)" },
});
await write(words[0] ?? fileURLToPath(new URL("../dataset/bogus.parquet", import.meta.url)));
