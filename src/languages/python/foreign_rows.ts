/**
 * Rows of data sets that ask for a function to be written, in HumanEvalPack's terms: HumanEval
 * (https://github.com/openai/human-eval) and MBPP (https://huggingface.co/datasets/google-research-datasets/mbpp, and
 * as EvalPlus has it). They have no bug: the function's body is not written yet.
 */
import { z } from "zod";
import { functionsOf } from "./fix/functions.ts";

type Row = Readonly<Record<string, unknown>>;

const humanEval = z.object({
  task_id: z.string().min(1),
  prompt: z.string(),
  canonical_solution: z.string().nullish(),
  test: z.string().min(1),
  entry_point: z.string().min(1),
  declaration: z.undefined().optional(),
  buggy_solution: z.undefined().optional(),
});

const mbpp = z.object({
  task_id: z.union([z.string().min(1), z.number().int()]),
  text: z.string().nullish(),
  prompt: z.string().nullish(),
  code: z.string().min(1),
  test_list: z.array(z.string()).min(1),
  test_imports: z.array(z.string()).nullish(),
  test_setup_code: z.string().nullish(),
  buggy_solution: z.undefined().optional(),
});

const UNWRITTEN = "    pass\n";

/** Undefined for a row of any other data set. */
export function foreignRow(value: unknown): Row | undefined {
  const own = humanEval.safeParse(value);
  if (own.success) return fromHumanEval(own.data);
  const other = mbpp.safeParse(value);
  return other.success ? fromMbpp(other.data) : undefined;
}

function fromHumanEval(row: z.infer<typeof humanEval>): Row {
  const { task_id, prompt, entry_point, test } = row;
  const canonical = row.canonical_solution ?? "";
  const parts = partsOf(prompt + (canonical || UNWRITTEN), entry_point);
  return {
    ...{ task_id, language: "python", prompt, entry_point, buggy_solution: UNWRITTEN },
    declaration: parts?.declaration ?? prompt,
    docstring: parts?.docstring ?? "",
    canonical_solution: canonical,
    // Its harness calls the check by itself.
    test: /^check\(/m.test(test) ? test : `${test.trimEnd()}\n\n\ncheck(${entry_point})\n`,
  };
}

function fromMbpp(row: z.infer<typeof mbpp>): Row {
  const { test_list, test_imports, test_setup_code, text, prompt } = row;
  const code = row.code.replaceAll("\r\n", "\n").replace(/\n*$/, "\n");
  const called = [...test_list.join("\n").matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(([, name]) => name);
  const entry_point = functionsOf(code).find(({ path }) => called.includes(path))?.path;
  const parts = entry_point === undefined ? undefined : partsOf(code, entry_point);
  const words = (text ?? prompt ?? "").trim();
  const declaration = parts?.declaration ?? "";
  return {
    task_id: typeof row.task_id === "number" ? `Mbpp/${row.task_id}` : row.task_id,
    ...{ language: "python", entry_point, declaration, docstring: words, buggy_solution: UNWRITTEN },
    prompt: `${declaration}    """${words.replaceAll('"""', "'''")}"""\n`,
    canonical_solution: parts?.rest ?? "",
    test: [...(test_imports ?? []), test_setup_code ?? "", ...test_list].filter((it) => it.trim()).join("\n"),
  };
}

/** What stands before a function's body, without its docstring; the docstring's words; and the rest of the program. */
function partsOf(source: string, name: string) {
  const found = functionsOf(source).findLast(({ path }) => path === name);
  if (found === undefined) return undefined;
  const before = source
    .split("\n")
    .slice(0, found.lines[0] - 1)
    .map((line) => `${line}\n`);
  return {
    declaration: before.join("") + found.header,
    docstring: found.docstring
      .trim()
      .replace(/^[rRuU]?("""|'''|["'])([\s\S]*?)\1$/, "$2")
      .replace(/^ {4}/gm, "")
      .trim(),
    rest: found.body.replace(/\n?$/, "\n") + source.slice(found.at.to),
  };
}
