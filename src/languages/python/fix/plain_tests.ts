/** Tests of plain asserts, for the tamper-resistant judge: they never enter the candidate's process. */
import { escapeRegExp } from "../../../lib/escape_reg_exp.ts";
import { statements } from "../syntax.ts";
import { functionsOf } from "./functions.ts";

/**
 * The tests of a file as the judge takes them: without the imports of the module under test, whose function stands
 * there as a proxy, and with a call of each `test_…` function, which nobody else calls.
 */
export function plainTests(source: string, module: string): string {
  const own = statements(source).filter(
    ({ kind, node }) => kind === "ImportStatement" && importsFrom(source.slice(node.from, node.to), module),
  );
  let text = source;
  for (const { node } of own.reverse()) text = text.slice(0, node.from) + text.slice(node.to);
  const called = testFunctions(source).filter((name) => !new RegExp(`^${name}\\(`, "m").test(source));
  return `${text.trimEnd()}\n\n${called.map((name) => `${name}()\n`).join("")}`;
}

/** Functions whose call is the test: at the outermost level, and with a body that runs when they are called. */
function testFunctions(source: string): string[] {
  return statements(source)
    .filter(({ kind, names: [name = ""] }) => kind === "FunctionDefinition" && name.startsWith("test"))
    .filter(({ node }) => !/^async\b|\byield\b/.test(source.slice(node.from, node.to)))
    .flatMap((it) => it.names);
}

/** Why the tamper-resistant judge cannot run these tests; undefined: it can. */
export function unfitForJudge(source: string, module: string, name: string): string | undefined {
  const imports = statements(source).filter(({ kind }) => kind === "ImportStatement");
  const texts = imports.map(({ node }) => source.slice(node.from, node.to));
  if (texts.some((text) => /\b(pytest|unittest|mock)\b/.test(text))) return "they need a test framework";
  const plain = new Set(testFunctions(source));
  const uncalled = functionsOf(source).filter(({ name, path }) => name.startsWith("test") && !plain.has(path));
  if (uncalled.length > 0) return `only a test framework runs ${uncalled.map(({ path }) => path).join(", ")}`;
  const others = texts
    .filter((text) => importsFrom(text, module))
    .flatMap((text) => (/import\s+(.*)$/s.exec(text)?.[1] ?? "").match(/\w+/g) ?? [])
    .filter((it) => it !== name && it !== module);
  return others.length === 0 ? undefined : `they use more of the module than ${name}: ${others.join(", ")}`;
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
