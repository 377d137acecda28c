/** What a piece of Python calls and names: by the grammar, so that strings and comments do not count. */
import type { Mentions } from "../../../core/index.ts";
import { parsePython } from "../syntax.ts";
import { functionsOf } from "./functions.ts";

export function mentionsIn(code: string): Mentions {
  const called = new Set<string>();
  const named = new Set<string>();
  parsePython(code, Number.POSITIVE_INFINITY).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === "VariableName" || name === "PropertyName") named.add(code.slice(from, to));
      if (name !== "CallExpression") return;
      const callee = node.firstChild;
      const last = callee?.name === "MemberExpression" ? callee.lastChild : callee;
      if (last !== null && last !== undefined) called.add(code.slice(last.from, last.to));
    },
  });
  return { called, named };
}

/** The statement that a line belongs to, and the function around it (the whole text where there is none). */
export function around(code: string, line: number): { readonly statement: string; readonly inside: string } {
  const lines = code.split("\n");
  const own = functionsOf(code).findLast(({ lines: [first, last] }) => first <= line && line <= last);
  const inside = own === undefined ? code : lines.slice(own.lines[0] - 1, own.lines[1]).join("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const indent = /^[ \t]*/.exec(lines[line - 1] ?? "")?.[0].length ?? 0;
  let node = parsePython(code, Number.POSITIVE_INFINITY).resolveInner(start + indent, 1);
  while (node.parent !== null && !/Statement$/.test(node.name)) node = node.parent;
  return { statement: /Statement$/.test(node.name) ? code.slice(node.from, node.to) : (lines[line - 1] ?? ""), inside };
}
