/**
 * What the agent needs to know of Python's grammar, from a real parser (Lezer's).
 */
import { Tree } from "@lezer/common";
import { parser } from "@lezer/python";

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

const FUNCTION_LIKE: ReadonlySet<string> = new Set(["FunctionDefinition", "ClassDefinition", "LambdaExpression"]);
