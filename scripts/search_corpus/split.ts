/** A function's text → the function without its docstring, and the docstring. */
export function bodyOf(code: string, name: string): { right: string; docs: string } {
  const at = code.search(new RegExp(`^def ${name}\\(`, "m"));
  const found = /^ {4}"""(.*?)"""\n/ms.exec(code.slice(at));
  if (found === null) return { right: code.trimStart(), docs: "" };
  const from = at + found.index;
  const right = code.slice(0, from) + code.slice(from + found[0].length);
  return { right: right.trimStart(), docs: (found[1] ?? "").trim() };
}
