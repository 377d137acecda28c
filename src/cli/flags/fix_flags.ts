/** Flags of `fix`, `compare` and `doctor` alone. */
import { type Flag, on } from "./flag.ts";
import { onOff, seconds, text, texts } from "./kinds.ts";

const group = "Tests and repair";

export const fixFlags = {
  function: {
    ...{ group, kind: text, takes: "NAME", in: on("fix") },
    ...{ help: "the function to repair", otherwise: "the stack trace's innermost one in the file" },
  },
  tests: {
    ...{ group, kind: text, takes: "FILE", in: on("fix") },
    help: "a file of plain asserts: judged by the tamper-resistant judge, which code cannot forge",
  },
  command: {
    ...{ group, kind: text, takes: "COMMAND", in: on("fix") },
    help: "a test command, as one argument; runs in a copy of the project",
  },
  last: {
    ...{ group, kind: onOff, in: on("fix") },
    help: "take file, function and tests from the test framework's own record of what failed last",
  },
  "allow-remote": {
    ...{ group, kind: onOff, in: on("fix") },
    help: "a model behind an API may see the code and what the tests print",
  },
  "allow-import": {
    ...{ group, kind: texts, takes: "NAME", in: on("fix") },
    help: "a module or builtin that the patch may bring in; repeatable",
  },
  interpreter: {
    ...{ group, kind: text, takes: "FILE", in: on("fix"), old: ["python"] },
    ...{ help: "what the project's tests run on", otherwise: "its virtual environment's, else the system's" },
  },
  seconds: {
    ...{ group, kind: seconds, takes: "SECONDS", default: "60", in: on("fix") },
    help: "time for the repair of all functions together; what was found by then counts",
  },
  env: {
    ...{ group, kind: texts, takes: "NAME", in: on("fix") },
    help: "an environment variable that the command gets; repeatable",
  },
  read: {
    ...{ group, kind: texts, takes: "PATH", in: on("fix") },
    help: "a file or folder outside the project that the command may read; repeatable",
  },
  apply: { group, kind: onOff, help: "write the repaired file", in: on("fix") },
  force: {
    ...{ group, kind: onOff, help: "write it although it is not the committed one" },
    in: { ...on("fix"), compare: { help: "compare runs although context, data or attempts differ" } },
  },
  attack: {
    ...{ group, kind: onOff, in: on("doctor") },
    help: "run the whole attack suite, and print what stopped each attack",
  },
} as const satisfies Record<string, Flag>;
