/**
 * What the agent needs to know of Python's grammar, from a real parser (Lezer's).
 */
import { type SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@lezer/python";

/** A statement at the outermost level; offsets count UTF-16 units of the text. */
interface Statement {
  readonly kind: string;
  readonly node: SyntaxNode;
  readonly names: readonly string[];
}

/** Stops at the first error: recovering from one after another takes seconds in a few pages of prose. */
const strict = parser.configure({ strict: true });
/** Characters of a text with errors that are read. */
const READ_WITH_ERRORS = 16 << 10;
/** The last program and its tree: most are asked about more than once. */
let last: { readonly code: string; readonly tree: Tree | undefined } = { code: "", tree: Tree.empty };

/**
 * The syntax tree of a program. One with errors is read as far as it makes sense; one that is nested deeper than the
 * parser can follow (Python itself stops at 200 brackets) has no statements.
 * @param most characters that are read where there are errors
 */
export function parsePython(code: string, most = READ_WITH_ERRORS): Tree {
  return parsed(code) ?? unlessTooDeep(() => walkable(parser.parse(readable(code.slice(0, most))))) ?? Tree.empty;
}

/** True when the grammar finds no error. */
export function parses(code: string): boolean {
  return parsed(code) !== undefined;
}

function parsed(code: string): Tree | undefined {
  if (last.code !== code) last = { code, tree: unlessTooDeep(() => strict.parse(readable(code))) };
  return last.tree;
}

function unlessTooDeep(parse: () => Tree): Tree | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Recovering from errors, the parser can make a tree with holes, on which a walk ends in a TypeError: better here. */
function walkable(tree: Tree): Tree {
  tree.iterate({ enter: () => undefined });
  return tree;
}

/** Lezer's grammar does not know numbers like `1.`: their point becomes a digit, so that all offsets stay. */
function readable(code: string): string {
  return code.replace(/(?<![\w.])(\d+)\.(?![\w.])/g, "$10");
}

/** The outermost statements of a program, errors skipped. */
export function statements(code: string): Statement[] {
  const found: Statement[] = [];
  for (let node = parsePython(code).topNode.firstChild; node !== null; node = node.nextSibling) {
    const inner = node.name === "DecoratedStatement" ? (node.lastChild ?? node) : node;
    found.push({ kind: inner.name, node: inner, names: boundNames(inner, code) });
  }
  return found;
}

/** Names that a program binds at its outermost level: functions, classes, imports, assignments. */
export function topLevelNames(code: string): Set<string> {
  return new Set(statements(code).flatMap((statement) => statement.names));
}

/** True when the outermost level defines `name` as a function or binds it to something. */
export function bindsName(code: string, name: string): boolean {
  return topLevelNames(code).has(name);
}

/** True when a statement outside any function returns or yields: the text is a function's body. */
export function returnsOutsideFunction(code: string): boolean {
  let found = false;
  parsePython(code).iterate({
    enter: (node) => {
      if (node.name === "ReturnStatement" || node.name === "YieldStatement") found = true;
      return !FUNCTION_LIKE.has(node.name);
    },
  });
  return found;
}

/**
 * True when every outermost statement is one that programs have and prose has not: "This is wrong" and "Note: x" are
 * Python too, as a comparison and as an annotation.
 */
export function readsAsCode(code: string): boolean {
  if (!parses(code)) return false;
  const all = statements(code);
  return all.length > 0 && all.every(({ node }) => isProgramStatement(node));
}

const FUNCTION_LIKE: ReadonlySet<string> = new Set(["FunctionDefinition", "ClassDefinition", "LambdaExpression"]);
const EXPRESSIONS_WITH_EFFECT: ReadonlySet<string> = new Set(["CallExpression", "String", "AwaitExpression"]);

function isProgramStatement(node: SyntaxNode): boolean {
  if (node.name === "ExpressionStatement") return EXPRESSIONS_WITH_EFFECT.has(node.firstChild?.name ?? "");
  if (node.name === "AssignStatement") return node.getChild("AssignOp") !== null;
  return node.name !== "PrintStatement";
}

function boundNames(node: SyntaxNode, code: string): string[] {
  const text = (at: SyntaxNode): string => code.slice(at.from, at.to);
  switch (node.name) {
    case "FunctionDefinition":
    case "ClassDefinition":
      return node.getChildren("VariableName").slice(0, 1).map(text);
    case "AssignStatement":
      return node.getChildren("VariableName").map(text);
    case "ImportStatement":
      return importedNames(node, text);
    default:
      return [];
  }
}

/** `import a.b as c, d` binds c and d; `from x import y as z` binds z; `import a.b` binds a. */
function importedNames(node: SyntaxNode, text: (at: SyntaxNode) => string): string[] {
  const words = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) words.push(text(child));
  const list = words[0] === "from" ? words.slice(words.indexOf("import") + 1) : words.slice(1);
  const names: string[] = [];
  let group: string[] = [];
  for (const word of [...list.filter((it) => it !== "(" && it !== ")"), ","]) {
    if (word !== ",") group.push(word);
    else {
      const as = group.indexOf("as");
      const name = as >= 0 ? group[as + 1] : group[0];
      if (name !== undefined) names.push(name);
      group = [];
    }
  }
  return names;
}
