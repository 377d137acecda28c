/** Functions and methods that are mistaken for one another. */
import type { Edit } from "../search/edit.ts";
import { type Context, edit, textOf } from "./context.ts";

const FUNCTIONS: readonly (readonly string[])[] = [
  ["min", "max", "sum"],
  ["min", "max", "sorted"],
  ["any", "all"],
  ["sum", "len", "max"],
  ["int", "round", "float", "abs"],
  ["int", "str", "float", "ord"],
  ["sorted", "list", "set", "reversed"],
  ["list", "tuple", "set"],
  ["ord", "chr"],
  ["range", "len", "enumerate"],
  ["zip", "enumerate", "map"],
  ["map", "filter"],
  ["bin", "hex", "oct", "str"],
  ["math.floor", "math.ceil", "math.trunc", "round", "int"],
  ["math.sqrt", "math.floor", "abs"],
  ["math.gcd", "math.lcm"],
  ["math.sin", "math.cos", "math.tan"],
  ["math.log", "math.log2", "math.log10", "math.exp"],
];

const METHODS: readonly (readonly string[])[] = [
  ["lower", "upper", "swapcase", "capitalize", "title", "casefold"],
  ["append", "extend", "add", "insert", "update"],
  ["startswith", "endswith"],
  ["find", "rfind", "index", "rindex", "count"],
  ["split", "rsplit", "splitlines", "partition"],
  ["partition", "rpartition"],
  ["strip", "lstrip", "rstrip"],
  ["rstrip", "removesuffix"],
  ["lstrip", "removeprefix"],
  ["removeprefix", "removesuffix", "replace"],
  ["ljust", "rjust", "center", "zfill"],
  ["isalpha", "isdigit", "isalnum", "isnumeric", "isspace"],
  ["isupper", "islower", "istitle"],
  ["keys", "values", "items"],
  ["union", "intersection", "difference", "symmetric_difference"],
  ["issubset", "issuperset", "isdisjoint"],
  ["pop", "remove", "discard", "clear"],
  ["pop", "popleft", "append", "appendleft"],
  ["append", "appendleft"],
  ["sort", "reverse"],
  ["get", "pop", "setdefault"],
  ["heappush", "heappop", "heapify"],
  ["floor", "ceil", "trunc"],
];

function twinsOf(name: string, groups: readonly (readonly string[])[]): string[] {
  return [...new Set(groups.filter((group) => group.includes(name)).flat())].filter((other) => other !== name);
}

/** `min` → `max`, `x.lower` → `x.upper`, also where the function is passed and not called. */
export function* otherFunctions(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (it.kind === "VariableName" && it.role !== "target") {
      for (const other of twinsOf(it.text, FUNCTIONS)) {
        if (other.startsWith("math.") && !/\bimport math\b/.test(context.program.code)) continue;
        yield edit(it, { operator: "function_twin", kind: `${it.text} → ${other}` }, [{ ...span(it), insert: other }]);
      }
    }
    if (it.kind !== "MemberExpression") continue;
    for (const other of twinsOf(it.text, FUNCTIONS)) {
      yield edit(it, { operator: "function_twin", kind: `${it.text} → ${other}` }, [{ ...span(it), insert: other }]);
    }
    const property = it.node.getChild("PropertyName");
    if (property === null) continue;
    const name = textOf(context, property);
    for (const other of twinsOf(name, METHODS)) {
      yield edit(it, { operator: "method_twin", kind: `${name} → ${other}` }, [{ ...span(property), insert: other }]);
    }
  }
}

function span({ from, to }: { readonly from: number; readonly to: number }) {
  return { from, to };
}
