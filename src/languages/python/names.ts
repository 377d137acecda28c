/** Names that a program binds, and those that it uses without binding them. */
import type { SyntaxNode } from "@lezer/common";
import { parsePython } from "./syntax.ts";

/** A statement at the outermost level, from its decorators to its end; offsets count UTF-16 units of the text. */
export interface Statement {
  readonly kind: string;
  /** Without its decorators. */
  readonly node: SyntaxNode;
  readonly from: number;
  readonly to: number;
  /** What it binds, at whatever depth of `if`, `try` and the like. */
  readonly names: readonly string[];
}

/** The outermost statements of a program, errors skipped. */
export function statements(code: string): Statement[] {
  return childrenOf(parsePython(code).topNode)
    .filter(({ name }) => name !== "Comment")
    .map((outer) => {
      const node = undecorated(outer);
      return { kind: node.name, node, from: outer.from, to: outer.to, names: boundNames(node, code) };
    });
}

/** Names that a program binds at its outermost level: functions, classes, imports, assignments. */
export function topLevelNames(code: string): Set<string> {
  return new Set(statements(code).flatMap(({ names }) => names));
}

/** Names that are used somewhere and bound nowhere, be it as a parameter or a loop's variable. */
export function freeNames(code: string): Set<string> {
  const [used, bound] = [new Set<string>(), new Set<string>()];
  parsePython(code).iterate({
    enter: ({ name, node, from, to }) => {
      if (name !== "VariableName" || isKeyword(node)) return;
      (isBinding(node) ? bound : used).add(code.slice(from, to));
    },
  });
  return new Set([...used].filter((name) => !bound.has(name)));
}

const BLOCKS: ReadonlySet<string> = new Set(["IfStatement", "TryStatement", "WithStatement", "ForStatement", "Body"]);

function boundNames(node: SyntaxNode, code: string): string[] {
  const text = (at: SyntaxNode): string => code.slice(at.from, at.to);
  if (BLOCKS.has(node.name)) return childrenOf(node).flatMap((child) => boundNames(undecorated(child), code));
  if (node.name === "ImportStatement") return importedNames(childrenOf(node).map(text));
  if (DEFINITIONS.has(node.name)) return node.getChildren("VariableName").slice(0, 1).map(text);
  return node.name === "AssignStatement" ? targetsOf(node).map(text) : [];
}

const DEFINITIONS: ReadonlySet<string> = new Set(["FunctionDefinition", "ClassDefinition", "TypeDefinition"]);
const LISTS: ReadonlySet<string> = new Set(["TupleExpression", "ArrayExpression", "ParenthesizedExpression"]);

function targetsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).flatMap((child) => {
    if (LISTS.has(child.name)) return targetsOf(child);
    return child.name === "VariableName" && isBinding(child) ? [child] : [];
  });
}

/** `f(key=1)`: no name of the program. */
function isKeyword(node: SyntaxNode): boolean {
  return node.parent?.name === "ArgList" && node.nextSibling?.name === "AssignOp";
}

function isBinding(node: SyntaxNode): boolean {
  const { parent, prevSibling } = node;
  if (parent === null) return false;
  if (LISTS.has(parent.name)) return isBinding(parent);
  if (DEFINITIONS.has(parent.name) || BINDING.has(parent.name) || prevSibling?.name === "as") return true;
  if (parent.name === "ParamList") return prevSibling?.name !== "AssignOp";
  if (parent.name === "AssignStatement" || parent.name === "NamedExpression") return isBefore(node, "AssignOp");
  return LOOP.test(parent.name) && (prevSibling?.name === "for" || prevSibling?.name === ",") && isBefore(node, "in");
}

const BINDING: ReadonlySet<string> = new Set(["ImportStatement", "CapturePattern", "TypeParam"]);
const LOOP = /^ForStatement$|Comprehension/;

function isBefore(node: SyntaxNode, name: string): boolean {
  for (let next = node.nextSibling; next !== null; next = next.nextSibling) if (next.name === name) return true;
  return false;
}

function undecorated(node: SyntaxNode): SyntaxNode {
  return node.name === "DecoratedStatement" ? (node.lastChild ?? node) : node;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** `import a.b as c, d` binds c and d; `from x import y as z` binds z; `import a.b` binds a. */
function importedNames(words: readonly string[]): string[] {
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
