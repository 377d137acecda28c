/** A guess at what kind of value an expression has: enough to keep `abs` away from lists. */
import type { SyntaxNode } from "@lezer/common";
import { binaryParts, childrenOf, isComparison, isExpression } from "./syntax.ts";

export type Base = "number" | "string" | "list" | "tuple" | "set" | "dict" | "bool" | "none" | "function" | "unknown";

export interface ValueType {
  readonly base: Base;
  /** What iterating or subscripting gives, where it is known. */
  readonly item?: ValueType;
}

/** Types by name. */
export type Environment = ReadonlyMap<string, ValueType>;

const UNKNOWN: ValueType = { base: "unknown" };
const NUMBER: ValueType = { base: "number" };
const STRING: ValueType = { base: "string", item: { base: "string" } };
const BOOL: ValueType = { base: "bool" };
const PAIR: ValueType = { base: "tuple", item: NUMBER };
const STRINGS: ValueType = { base: "list", item: STRING };

const ANNOTATIONS: readonly (readonly [RegExp, Base])[] = [
  [/^(list|List|Sequence|Iterable|Iterator)\b/, "list"],
  [/^(tuple|Tuple)\b/, "tuple"],
  [/^(set|Set|frozenset)\b/, "set"],
  [/^(dict|Dict|Mapping|defaultdict|Counter)\b/, "dict"],
  [/^(int|float|complex)\b/, "number"],
  [/^str\b/, "string"],
  [/^bool\b/, "bool"],
  [/^Callable\b/, "function"],
  [/^None\b/, "none"],
];

/** The type that an annotation's text names. */
export function annotatedType(text: string): ValueType {
  const inner = /^(?:Optional|Final)\[(.*)\]$/.exec(text)?.[1] ?? text;
  const base = ANNOTATIONS.find(([pattern]) => pattern.test(inner))?.[1] ?? "unknown";
  if (base === "string") return STRING;
  const item = base === "dict" ? undefined : /^\w+\[(.*?)(?:,.*)?\]$/.exec(inner)?.[1];
  return item === undefined ? { base } : { base, item: annotatedType(item) };
}

const CALLS: Readonly<Record<string, ValueType>> = {
  ...all(["len", "abs", "int", "float", "sum", "round", "ord", "pow", "hash", "divmod"], NUMBER),
  ...all(["floor", "ceil", "sqrt", "gcd", "count", "find", "rfind", "index", "bit_count", "trunc"], NUMBER),
  ...all(["str", "chr", "repr", "bin", "hex", "format", "join", "lower", "upper", "strip", "lstrip", "rstrip"], STRING),
  ...all(["replace", "title", "capitalize", "swapcase", "zfill", "ljust", "rjust", "center", "input"], STRING),
  ...all(["split", "rsplit", "splitlines"], STRINGS),
  ...all(["sorted", "list", "range", "map", "filter", "zip", "reversed", "keys", "values", "items"], { base: "list" }),
  ...all(["isdigit", "isalpha", "isupper", "islower", "isalnum", "isspace", "startswith", "endswith"], BOOL),
  ...all(["any", "all", "bool", "isinstance", "callable"], BOOL),
  ...all(["set", "union", "intersection", "difference"], { base: "set" }),
  ...all(["dict", "Counter", "defaultdict"], { base: "dict" }),
  tuple: { base: "tuple" },
  partition: { base: "tuple", item: STRING },
  rpartition: { base: "tuple", item: STRING },
  enumerate: { base: "list", item: PAIR },
};

function all(names: readonly string[], type: ValueType): Record<string, ValueType> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

const LITERALS: Readonly<Record<string, ValueType>> = {
  Number: NUMBER,
  String: STRING,
  FormatString: STRING,
  ContinuedString: STRING,
  Boolean: BOOL,
  None: { base: "none" },
  SetExpression: { base: "set" },
  DictionaryExpression: { base: "dict" },
  DictionaryComprehensionExpression: { base: "dict" },
  SetComprehensionExpression: { base: "set" },
  LambdaExpression: { base: "function" },
};

/** The type of an expression, as far as it can be told without running anything. */
export function typeOf(node: SyntaxNode, code: string, names: Environment): ValueType {
  const of = (inner: SyntaxNode | null): ValueType => (inner === null ? UNKNOWN : typeOf(inner, code, names));
  switch (node.name) {
    case "VariableName":
      return names.get(code.slice(node.from, node.to)) ?? UNKNOWN;
    case "ParenthesizedExpression":
      return of(node.firstChild?.nextSibling ?? null);
    case "ArrayExpression":
    case "TupleExpression":
    case "ArrayComprehensionExpression": {
      const base = node.name === "TupleExpression" ? "tuple" : "list";
      const item = of(childrenOf(node).find(isExpression) ?? null);
      return item === UNKNOWN ? { base } : { base, item };
    }
    case "UnaryExpression":
      return node.firstChild?.name === "not" ? BOOL : NUMBER;
    case "ConditionalExpression":
      return of(node.firstChild);
    case "BinaryExpression":
      return binaryType(node, code, of);
    case "CallExpression":
      return callType(node, code, of);
    case "MemberExpression":
      return memberType(node, of);
    default:
      return LITERALS[node.name] ?? UNKNOWN;
  }
}

type Of = (node: SyntaxNode | null) => ValueType;

function binaryType(node: SyntaxNode, code: string, of: Of): ValueType {
  const parts = binaryParts(node, code);
  if (parts === undefined) return UNKNOWN;
  const { text } = parts.operator;
  if (isComparison(text)) return BOOL;
  const [left, right] = [of(parts.left), of(parts.right)];
  if (text === "and" || text === "or") return left.base === right.base ? left : UNKNOWN;
  const container = [left, right].find(({ base }) => base !== "number" && base !== "unknown");
  if (text === "%" && left.base === "string") return STRING;
  if (container !== undefined) return container;
  return "-/**//".includes(text) || left.base === "number" || right.base === "number" ? NUMBER : UNKNOWN;
}

function callType(node: SyntaxNode, code: string, of: Of): ValueType {
  const callee = node.firstChild;
  const name = callee === null ? "" : (/\w+$/.exec(code.slice(callee.from, callee.to))?.[0] ?? "");
  const known = CALLS[name];
  const first = childrenOf(node.getChild("ArgList") ?? node).find(isExpression) ?? null;
  if (known?.base === "list" && known.item === undefined) {
    const item = name === "range" ? NUMBER : of(first).item;
    return item === undefined ? known : { ...known, item };
  }
  if (name === "max" || name === "min") return of(first).item ?? (of(first).base === "number" ? NUMBER : UNKNOWN);
  if (name === "copy" || name === "pop") return name === "copy" ? of(callee?.firstChild ?? null) : UNKNOWN;
  return known ?? UNKNOWN;
}

function memberType(node: SyntaxNode, of: Of): ValueType {
  const object = of(node.firstChild);
  if (node.getChild("[") === null) return UNKNOWN;
  if (node.getChild(":") !== null) return object;
  return object.item ?? UNKNOWN;
}
