/** Calls: taken away, put around something, their arguments dropped, swapped or added. */
import type { SyntaxNode } from "@lezer/common";
import type { Edit } from "../search/edit.ts";
import type { Expression } from "../search/program.ts";
import { ATOM, childrenOf, isExpression, levelOf, operandText } from "../search/syntax.ts";
import type { Base } from "../search/types_of_values.ts";
import { type Context, edit, rewrite, textOf, typeAt, values } from "./context.ts";

/** The arguments of a call: each from its first to its last token, keywords and stars included. */
function argumentsOf(call: SyntaxNode): { readonly from: number; readonly to: number; readonly keyword: boolean }[] {
  const list = call.getChild("ArgList");
  const found: { from: number; to: number; keyword: boolean }[] = [];
  let open: { from: number; to: number; keyword: boolean } | undefined;
  for (const token of childrenOf(list).slice(1, -1)) {
    if (token.name === ",") open = undefined;
    else if (open === undefined) {
      open = { from: token.from, to: token.to, keyword: false };
      found.push(open);
    } else {
      open.to = token.to;
      if (token.name === "AssignOp") open.keyword = true;
    }
  }
  return found;
}

function isGenerator(call: SyntaxNode): boolean {
  return call.getChild("ArgList")?.getChild("for") != null;
}

/** `f(x)` → `x`, `x.lower()` → `x`, `-x` → `x`. */
export function* unwrapped(context: Context): Iterable<Edit> {
  const { code } = context.program;
  for (const it of context.program.expressions) {
    if (it.kind === "UnaryExpression" && it.node.firstChild && it.node.lastChild) {
      const kind = textOf(context, it.node.firstChild);
      const { lastChild } = it.node;
      yield rewrite(context, it, { operator: "unwrap", kind }, textOf(context, lastChild), levelOf(lastChild, code));
    }
    if (it.kind !== "CallExpression") continue;
    const callee = it.node.firstChild;
    const only = argumentsOf(it.node);
    const first = childrenOf(it.node.getChild("ArgList")).find(isExpression);
    if (callee?.name === "VariableName" && only.length >= 1 && first !== undefined && !isGenerator(it.node)) {
      const kind = textOf(context, callee);
      yield rewrite(context, it, { operator: "unwrap", kind }, textOf(context, first), levelOf(first, code));
    }
    if (callee?.name === "MemberExpression" && callee.firstChild && it.statement.kind !== "ExpressionStatement") {
      const kind = textOf(context, callee.lastChild ?? callee);
      yield rewrite(context, it, { operator: "unwrap", kind }, textOf(context, callee.firstChild), ATOM);
      if (only.length === 1 && first !== undefined) {
        yield rewrite(
          context,
          it,
          { operator: "unwrap", kind: "to argument" },
          textOf(context, first),
          levelOf(first, code),
        );
      }
    }
  }
}

const CONTAINER: readonly Base[] = ["list", "tuple", "set", "dict"];
const SEQUENCE: readonly Base[] = ["list", "tuple", "string"];

interface Wrapper {
  readonly kind: string;
  readonly types: readonly Base[];
  /** `$` stands for the expression. */
  readonly text: string;
  /** The expression must bind this tightly; 0 inside a call. */
  readonly operand: number;
  readonly level: number;
}

function call(name: string, ...types: Base[]): Wrapper {
  return { kind: name, types, text: `${name}($)`, operand: 0, level: ATOM };
}

function method(name: string, ...types: Base[]): Wrapper {
  return { kind: name, types, text: `$.${name}()`, operand: ATOM, level: ATOM };
}

const WRAPPERS: readonly Wrapper[] = [
  call("abs", "number"),
  call("round", "number"),
  call("int", "number", "string"),
  call("float", "number", "string"),
  call("str", "number"),
  { kind: "-", types: ["number"], text: "-$", operand: 12, level: 12 },
  call("len", "string", ...CONTAINER),
  call("sorted", "string", ...CONTAINER),
  call("set", "string", "list", "tuple"),
  call("list", "string", "tuple", "set", "dict"),
  call("tuple", "list"),
  call("sum", "list", "tuple", "set"),
  call("max", "list", "tuple", "set"),
  call("min", "list", "tuple", "set"),
  { kind: "sorted set", types: ["list", "tuple"], text: "sorted(set($))", operand: 0, level: ATOM },
  { kind: "[::-1]", types: SEQUENCE, text: "$[::-1]", operand: ATOM, level: ATOM },
  { kind: "[1:]", types: SEQUENCE, text: "$[1:]", operand: ATOM, level: ATOM },
  { kind: "[:-1]", types: SEQUENCE, text: "$[:-1]", operand: ATOM, level: ATOM },
  { kind: "[0]", types: ["list", "tuple"], text: "$[0]", operand: ATOM, level: ATOM },
  { kind: "[-1]", types: ["list", "tuple"], text: "$[-1]", operand: ATOM, level: ATOM },
  method("lower", "string"),
  method("upper", "string"),
  method("strip", "string"),
  method("split", "string"),
  method("copy", "list", "dict", "set"),
  method("items", "dict"),
  method("values", "dict"),
  method("keys", "dict"),
  call("range", "number"),
  call("enumerate", "list", "string", "tuple"),
];

/** `x` → `abs(x)`, `sorted(x)`, `x[::-1]`, as far as the value's kind allows. */
export function* wrapped(context: Context): Iterable<Edit> {
  for (const it of values(context)) {
    if (NEVER_WRAPPED.has(it.role) || /^(Number|String|Boolean|None|ParenthesizedExpression)$/.test(it.kind)) continue;
    const { base } = typeAt(context, it);
    if (base === "bool" || base === "none" || base === "function") continue;
    const outer = it.node.parent?.name === "ArgList" ? it.node.parent.parent?.firstChild : undefined;
    const around = outer == null ? "" : textOf(context, outer);
    const own = it.kind === "CallExpression" && it.node.firstChild ? textOf(context, it.node.firstChild) : "";
    for (const wrapper of WRAPPERS) {
      if (base !== "unknown" && !wrapper.types.includes(base)) continue;
      if (wrapper.kind === around || wrapper.kind === own || !suits(wrapper.kind, it)) continue;
      const text = wrapper.text.replace("$", () => operandText(it.node, wrapper.operand, context.program.code));
      const traits = [base === "unknown" ? "type unknown" : "type known"];
      yield rewrite(context, it, { operator: "wrap", kind: wrapper.kind, traits }, text, wrapper.level);
    }
  }
}

const NEVER_WRAPPED: ReadonlySet<string> = new Set(["effect", "negated", "bool_operand", "other"]);

/** A loop's range and a pair of index and value belong in a loop's head; a receiver's methods are its own. */
function suits(kind: string, { role }: Expression): boolean {
  const iterated = role === "for_iterable" || role === "comprehension_iterable";
  if (kind === "range" || kind === "enumerate") return iterated;
  if (role === "receiver" || role === "subscripted") return /^(lower|upper|strip|str|sorted|list|\[)/.test(kind);
  return !(iterated && /^(abs|round|int|float|str|-|len|sum|max|min)$/.test(kind));
}

/** An argument left out, two swapped. */
export function* otherArguments(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (it.kind !== "CallExpression" || isGenerator(it.node)) continue;
    const all = argumentsOf(it.node);
    for (const [index, { from, to, keyword }] of all.entries()) {
      const next = all[index + 1];
      const previous = all[index - 1];
      const stretch = next ? { from, to: next.from } : { from: previous?.to ?? from, to };
      const kind = keyword ? "keyword" : all.length === 1 ? "only" : index === 0 ? "first" : "last";
      if (all.length > 1 || keyword || it.node.firstChild?.name === "MemberExpression") {
        yield edit(it, { operator: "drop_argument", kind }, [{ ...stretch, insert: "" }]);
      }
      if (next === undefined || keyword || next.keyword) continue;
      yield edit(it, { operator: "swap_arguments", kind: `of ${Math.min(all.length, 4)}` }, [
        { from, to, insert: textOf(context, next) },
        { from: next.from, to: next.to, insert: textOf(context, { from, to }) },
      ]);
    }
  }
}

const LATER: Readonly<Record<string, readonly string[]>> = {
  sorted: [
    "reverse=True",
    "key=len",
    "key=abs",
    "key=str",
    "key=lambda it: it[0]",
    "key=lambda it: it[1]",
    "key=lambda it: -it",
  ],
  sort: ["reverse=True", "key=len", "key=abs", "key=str", "key=lambda it: it[0]", "key=lambda it: it[1]"],
  max: ["key=len", "key=abs", "default=0", "0"],
  min: ["key=len", "key=abs", "default=0"],
  range: ["2", "-1", "1"],
  enumerate: ["1"],
  get: ["0", "None", '""', "[]", "False"],
  split: ['" "', '","', '"\\n"', "1"],
  int: ["2", "10", "16"],
  round: ["2", "1", "0"],
  pop: ["0", "-1"],
  replace: ['""'],
  sum: ["[]"],
  zip: ["strict=True"],
  next: ["None"],
};

/** `sorted(x)` → `sorted(x, reverse=True)`, `range(n)` → `range(1, n)`. */
export function* addedArguments(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (it.kind !== "CallExpression") continue;
    const callee = it.node.firstChild;
    const name = callee === null ? "" : (/\w+$/.exec(textOf(context, callee))?.[0] ?? "");
    const list = it.node.getChild("ArgList");
    const all = argumentsOf(it.node);
    if (list === null) continue;
    const comma = all.length > 0 ? ", " : "";
    for (const text of isGenerator(it.node) ? [] : (LATER[name] ?? [])) {
      const insert = comma + text;
      yield edit(it, { operator: "add_argument", kind: `${name} ${text}` }, [
        { from: list.to - 1, to: list.to - 1, insert },
      ]);
    }
    if (name !== "range" || all.length !== 1) continue;
    for (const text of ["1", "2"]) {
      const change = { from: list.from + 1, to: list.from + 1, insert: `${text}, ` };
      yield edit(it, { operator: "add_argument", kind: `range from ${text}` }, [change]);
    }
  }
}
