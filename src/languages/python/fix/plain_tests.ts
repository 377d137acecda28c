/** Tests of plain asserts, for the tamper-resistant judge: they never enter the candidate's process. */
import type { OneFunction } from "../../../core/index.ts";
import { escapeRegExp } from "../../../lib/escape_reg_exp.ts";
import { statements } from "../names.ts";
import { mentionsIn } from "./calls.ts";
import { functionsOf } from "./functions.ts";

/**
 * The tests of a file as the judge takes them: without the imports of the module under test, whose functions stand there
 * already, with what they do when they are run as a program, and with a call of each `test_…` function that nobody
 * else calls.
 */
export function plainTests(source: string, module: string): string {
  const all = statements(source);
  const edits = all.flatMap(({ kind, node }): Edit[] => {
    const text = source.slice(node.from, node.to);
    if (kind === "ImportStatement" && importsFrom(text, module))
      return [{ from: node.from, to: node.to, text: renamed(text) }];
    const guard = kind === "IfStatement" ? MAIN_GUARD.exec(text) : null;
    return guard === null ? [] : [{ from: node.from + 2, to: node.from + guard[0].length, text: " True" }];
  });
  let text = source;
  for (const { from, to, text: own } of edits.reverse()) text = text.slice(0, from) + own + text.slice(to);
  const outside = all.filter(({ kind }) => !/^(Function|Class)Definition$/.test(kind));
  const { called } = mentionsIn(outside.map(({ node }) => source.slice(node.from, node.to)).join("\n"));
  const uncalled = testFunctions(source).filter((name) => !called.has(name));
  return `${text.trimEnd()}\n\n${uncalled.map((name) => `${name}()\n`).join("")}`;
}

/** What an import that is left out does besides: other names for what it brings in. */
function renamed(statement: string): string {
  const pairs = [...statement.matchAll(/(\w+)\s+as\s+(\w+)/g)].map(([, name, own]) => `${own} = ${name}`);
  return pairs.length === 0 ? "pass" : pairs.join("; ");
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Up to the colon. */
const MAIN_GUARD = /^if\s*\(?\s*(__name__\s*==\s*(["'])__main__\2|(["'])__main__\3\s*==\s*__name__)\s*\)?(?=\s*:)/;

/** Functions whose call is the test: at the outermost level, and with a body that runs when they are called. */
function testFunctions(source: string): string[] {
  return statements(source)
    .filter(({ kind, names: [name = ""] }) => kind === "FunctionDefinition" && name.startsWith("test"))
    .filter(({ node }) => !/^async\b|\byield\b/.test(source.slice(node.from, node.to)))
    .flatMap((it) => it.names);
}

/** Why the tamper-resistant judge cannot run these tests; undefined: it can. */
export function unfitForJudge(source: string, module: string): string | undefined {
  const imports = statements(source).filter(({ kind }) => kind === "ImportStatement");
  const texts = imports.map(({ node }) => source.slice(node.from, node.to));
  if (texts.some((text) => /\b(pytest|unittest|doctest|mock)\b/.test(text))) return "they need a test framework";
  if (texts.some((text) => importsFrom(text, module) && !/^from\b/.test(text)))
    return `they name the module itself (import ${module})`;
  const plain = new Set(testFunctions(source));
  const uncalled = functionsOf(source).filter(({ name, path }) => name.startsWith("test") && !plain.has(path));
  return uncalled.length === 0
    ? undefined
    : `only a test framework runs ${uncalled.map(({ path }) => path).join(", ")}`;
}

/** Names that the tests import from the module under test. */
export function importedFrom(source: string, module: string): string[] {
  const texts = statements(source)
    .filter(({ kind }) => kind === "ImportStatement")
    .map(({ node }) => source.slice(node.from, node.to))
    .filter((text) => importsFrom(text, module));
  return texts.flatMap((text) => (/import\s+(.*)$/s.exec(text)?.[1] ?? "").match(/\w+/g) ?? []);
}

function importsFrom(statement: string, module: string): boolean {
  return new RegExp(`^(from|import)\\s+[\\w.]*\\b${escapeRegExp(module)}\\b`).test(statement);
}

/**
 * A file's imports, as definitions for tests that use what they do not import themselves; what the judge does not have is
 * left out.
 */
export function importsOf(source: string): string {
  return statements(source)
    .filter(({ kind }) => kind === "ImportStatement")
    .map(({ node }) => source.slice(node.from, node.to))
    .filter((statement) => !/^from\s+(__future__|\.)/.test(statement))
    .map((statement) => `try:\n    ${statement}\nexcept ImportError:\n    pass\n`)
    .join("");
}

const THROUGH = "call_by_name";

/** On one line each: lines of the candidate and of the tests keep their distance. */
export function throughOne(names: readonly string[]): OneFunction {
  const own = (name: string): string =>
    `def ${name}(*values, **named): return ${THROUGH}(${JSON.stringify(name)}, *values, **named)\n`;
  return {
    name: THROUGH,
    code: `\n\ndef ${THROUGH}(name, /, *values, **named): return globals()[name](*values, **named)\n`,
    tests: names.map(own).join(""),
  };
}
