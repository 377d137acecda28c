/** What a patch must not bring in: ways to reach the tests, the interpreter or the machine. */
import { statements } from "../names.ts";
import { parsePython } from "../syntax.ts";

const MODULES = [
  ...["os", "sys", "gc", "ctypes", "inspect", "subprocess", "socket", "importlib", "builtins", "signal", "threading"],
  ...["multiprocessing", "shutil", "pathlib", "tempfile", "pytest", "unittest", "_pytest", "atexit", "types", "pickle"],
  ...["code", "codeop", "runpy", "traceback", "weakref", "mmap", "resource", "faulthandler", "posix", "nt", "io"],
  ...["asyncio", "concurrent", "thread", "posixsubprocess", "pty", "imp", "pkgutil", "site", "webbrowser", "marshal"],
  ...["pdb", "bdb", "trace", "profile", "cProfile", "timeit", "doctest", "shelve", "dbm", "sqlite3", "fileinput"],
];
const NAMES = [
  ...["__import__", "eval", "exec", "compile", "globals", "locals", "vars", "open", "breakpoint", "setattr", "delattr"],
  ...["exit", "quit", "SystemExit", "KeyboardInterrupt", "global", "attrgetter", "methodcaller"],
];
/** Names of attributes that can be read: what getattr is given besides could be put together to any name. */
const READABLE_GETATTR = /^\s*\([^,()]*,\s*(["'])\w+\1\s*[,)]/;
/** For Python a line begins anew behind these, at its margin even behind a form feed; for a reader it does not. */
const LINE_TRICKS = /[\f\v\r\0]/;
/** Attributes that lead from a value to a frame or to a module's names. */
const ATTRIBUTES = /^(__\w+__|(gi|cr|ag|tb)_(frame|code|next)|f_(back|globals|locals|builtins|code)|_exit)$/;

/**
 * What the new body has of these and the old one has not: modules that it imports or names (by the names that the file
 * gives them, too), builtins that run code or end the program, attributes that lead out of the function.
 *
 * @param source the whole file, for what its imports call a module
 */
export function broughtIn(before: string, after: string, allowed: readonly string[] = [], source = ""): string[] {
  const aliases = aliasesIn(source);
  const had = suspects(before, aliases);
  return [...suspects(after, aliases)].filter((name) => !had.has(name) && !allowed.includes(name)).sort();
}

function suspects(body: string, aliases: ReadonlySet<string>): Set<string> {
  const found = new Set<string>(LINE_TRICKS.test(body) ? ["a control character"] : []);
  const code = `def f():\n${body}`;
  parsePython(code).iterate({
    enter: ({ name, from, to, node }) => {
      // As Python reads names (PEP 3131).
      const text = code.slice(from, to).normalize("NFKC");
      if (name === "ImportStatement") for (const word of text.match(/[\w.]+/g) ?? []) addModule(found, word);
      if (/^(VariableName|PropertyName|global)$/.test(name) && (NAMES.includes(text) || isModule(text)))
        found.add(text);
      if (text === "getattr" && name !== "String" && !READABLE_GETATTR.test(code.slice(to))) found.add(text);
      // With three arguments it makes a class, of methods with any name.
      const given = text === "type" ? node.parent?.getChild("ArgList")?.getChildren(",") : undefined;
      if (given !== undefined && given.length > 1) found.add(text);
      if (name === "VariableName" && aliases.has(text)) found.add(text);
      if (/^(VariableName|PropertyName)$/.test(name) && ATTRIBUTES.test(text)) found.add(text);
      // What getattr is given.
      if (name === "String" && ATTRIBUTES.test(text.replace(/^\w*["']+|["']+$/g, ""))) found.add(text);
    },
  });
  return found;
}

/** Names that the file's imports give to these modules, or to what is in them. */
function aliasesIn(source: string): Set<string> {
  const imports = statements(source).filter(({ kind }) => kind === "ImportStatement");
  return new Set(
    imports.flatMap(({ node, names }) => {
      const text = source.slice(node.from, node.to);
      return MODULES.some((module) => new RegExp(`(^from\\s+|\\bimport\\s+(.*,\\s*)?)${module}\\b`).test(text))
        ? names
        : [];
    }),
  );
}

function addModule(found: Set<string>, word: string): void {
  const root = word.split(".")[0] ?? "";
  if (isModule(root)) found.add(root);
}

/** Under its own name, or as modules of the library call those that they import, and their inner halves: `_os`. */
function isModule(name: string): boolean {
  return MODULES.includes(name) || MODULES.includes(name.replace(/^_+/, ""));
}
