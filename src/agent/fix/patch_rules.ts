/** What a patch must not bring in: ways to reach the tests, the interpreter or the machine. */
import { parsePython } from "../python_syntax.ts";

const MODULES = [
  ...["os", "sys", "gc", "ctypes", "inspect", "subprocess", "socket", "importlib", "builtins", "signal", "threading"],
  ...["multiprocessing", "shutil", "pathlib", "tempfile", "pytest", "unittest", "_pytest", "atexit", "types", "pickle"],
  ...["code", "codeop", "runpy", "traceback", "weakref", "mmap", "resource", "faulthandler", "posix", "nt", "io"],
];
const NAMES = ["__import__", "eval", "exec", "compile", "globals", "open", "breakpoint", "setattr", "delattr", "vars"];

/**
 * What the new body has of these and the old one has not: modules that it imports or names, builtins that run code,
 * attributes between double underscores.
 */
export function broughtIn(before: string, after: string, allowed: readonly string[] = []): string[] {
  const had = suspects(before);
  return [...suspects(after)].filter((name) => !had.has(name) && !allowed.includes(name)).sort();
}

function suspects(body: string): Set<string> {
  const found = new Set<string>();
  const code = `def f():\n${body}`;
  parsePython(code).iterate({
    enter: ({ name, from, to }) => {
      const text = code.slice(from, to);
      if (name === "ImportStatement") for (const word of text.match(/[\w.]+/g) ?? []) addModule(found, word);
      if (name === "VariableName" && (NAMES.includes(text) || MODULES.includes(text))) found.add(text);
      if (/^(VariableName|PropertyName)$/.test(name) && /^__\w+__$/.test(text)) found.add(text);
    },
  });
  return found;
}

function addModule(found: Set<string>, word: string): void {
  const root = word.split(".")[0] ?? "";
  if (MODULES.includes(root)) found.add(root);
}
