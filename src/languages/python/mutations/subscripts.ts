/** Subscripts and slices: shifted, dropped, turned around; and the `+ 1` that is missing or too much. */
import type { Edit } from "../search/edit.ts";
import type { Expression } from "../search/program.ts";
import { ATOM, childrenOf, isExpression, operandText, operatorLevel, SUM } from "../search/syntax.ts";
import { type Context, edit, mayBe, readableNames, rewrite, textOf, typeAt, values } from "./context.ts";

/** `a[i]` → `a[i - 1]` is an offset; here are `a[-1]`, `a`, `i`, and an index where there was none. */
export function* indexes(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (it.role === "index") {
      for (const text of ["0", "-1"]) {
        if (it.text !== text) yield rewrite(context, it, { operator: "index", kind: `to ${text}` }, text, ATOM);
      }
      if (it.kind !== "Number") {
        const operand = operandText(it.node, SUM + 1, context.program.code);
        yield rewrite(context, it, { operator: "index", kind: "from the end" }, `-${operand} - 1`, SUM);
      }
    }
    if (it.kind !== "MemberExpression" || it.node.getChild("[") === null || it.role === "target") continue;
    const [object, index] = childrenOf(it.node).filter(isExpression);
    if (object !== undefined) {
      const mutation = it.node.getChild(":") === null ? "index" : "slice";
      yield rewrite(context, it, { operator: mutation, kind: "drop" }, textOf(context, object), ATOM);
    }
    if (index === undefined || it.node.getChild(":") !== null) continue;
    yield rewrite(context, it, { operator: "index", kind: "alone" }, textOf(context, index), 0);
  }
}

/** The bounds of a slice; an absent one is empty. */
function boundsOf(context: Context, it: Expression): string[] | undefined {
  const open = it.node.getChild("[");
  if (open === null || it.node.getChild(":") === null || it.node.getChild(",") !== null) return undefined;
  const bounds = [""];
  for (const part of childrenOf(it.node)) {
    if (part.from <= open.from || part.name === "]") continue;
    if (part.name === ":") bounds.push("");
    else bounds[bounds.length - 1] = textOf(context, part);
  }
  return bounds;
}

/** `a[x:y]` → `a[x:]`, `a[y:x]`, `a[x:y + 1]`, `a[x:y:-1]`. */
export function* slices(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    const bounds = it.kind === "MemberExpression" ? boundsOf(context, it) : undefined;
    const open = it.node.getChild("[");
    if (bounds === undefined || open === null) continue;
    const [start = "", stop = "", step = ""] = bounds;
    for (const [kind, other] of otherBounds(start, stop, step)) {
      const [from = "", to = "", by = ""] = other;
      const insert = `${from}:${to}${by === "" ? "" : `:${by}`}`;
      yield edit(it, { operator: "slice", kind }, [{ from: open.to, to: it.to - 1, insert }]);
    }
  }
}

function* otherBounds(start: string, stop: string, step: string): Iterable<[string, string[]]> {
  const isSimple = (text: string): boolean => /^[\w.]+$/.test(text);
  if (start !== "") yield ["drop start", ["", stop, step]];
  if (stop !== "") yield ["drop stop", [start, "", step]];
  if (step !== "") yield ["drop step", [start, stop, ""]];
  if (start !== stop) yield ["swap", [stop, start, step]];
  if (start !== "" && stop === "") yield ["before", ["", start, step]];
  if (start === "" && stop !== "") yield ["after", [stop, "", step]];
  if (start === "") yield ["start 1", ["1", stop, step]];
  if (stop === "") yield ["stop -1", [start, "-1", step]];
  if (step === "") {
    yield ["step -1", [start, stop, "-1"]];
    yield ["step 2", [start, stop, "2"]];
  }
  if (step === "-1" && start === "") yield ["forward", [start, stop, ""]];
  if (isSimple(start)) yield ["start negative", [`-${start}`, stop, step]];
  if (isSimple(stop)) yield ["stop negative", [start, `-${stop}`, step]];
  if (isSimple(start) && isSimple(stop)) yield ["length", [start, `${start} + ${stop}`, step]];
  for (const [name, bound] of [
    ["start", start],
    ["stop", stop],
  ] as const) {
    if (bound === "" || /^-?\d+$/.test(bound)) continue;
    for (const by of ["+ 1", "- 1"]) {
      const changed = `${bound} ${by}`;
      yield [`${name} ${by}`, name === "start" ? [changed, stop, step] : [start, changed, step]];
    }
  }
}

const TAILS = [
  ["+", "1"],
  ["-", "1"],
  ["*", "2"],
  ["//", "2"],
  ["/", "2"],
  ["%", "2"],
  ["%", "10"],
  ["**", "2"],
] as const;

/** `x` → `x + 1`, `x - y`, `x / len(values)`: the end of a sum that is missing. */
export function* offsets(context: Context): Iterable<Edit> {
  for (const it of values(context)) {
    if (!SUMS.has(it.role) || it.kind === "Number" || !mayBe(typeAt(context, it), "number")) continue;
    if (/^(String|ParenthesizedExpression|LambdaExpression)$|Comprehension/.test(it.kind)) continue;
    for (const [operator, operand] of TAILS) yield tail(context, it, operator, operand, `${operator} ${operand}`);
    if (!TERMS.has(it.role)) continue;
    for (const { text, type } of readableNames(context, it)) {
      if (text === it.text) continue;
      if (type.base === "number") {
        for (const operator of ["+", "-", "*", "//", "/", "%"])
          yield tail(context, it, operator, text, `${operator} name`);
      }
      if (!/^(list|string|tuple)$/.test(type.base)) continue;
      for (const operator of ["/", "-", "%"]) yield tail(context, it, operator, `len(${text})`, `${operator} len`);
    }
  }
}

const SUMS: ReadonlySet<string> = new Set([
  ...["return", "assigned", "update", "argument", "keyword_argument", "index", "compared", "operand"],
  ...["conditional_branch", "element", "comprehension_element", "lambda_body", "for_iterable"],
]);
const TERMS: ReadonlySet<string> = new Set(["return", "assigned", "update", "argument", "conditional_branch"]);

function tail(context: Context, it: Expression, operator: string, operand: string, kind: string): Edit {
  const level = operatorLevel(operator);
  const own = operandText(it.node, level, context.program.code);
  return rewrite(context, it, { operator: "offset", kind }, `${own} ${operator} ${operand}`, level);
}
