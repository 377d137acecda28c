/** Python, as the rest of the program sees it. */
import type { Language } from "../../core/index.ts";
import { defines, syntax } from "./answer/index.ts";
import { completion } from "./completion.ts";
import { definitionLine, helpersOf } from "./declaration.ts";
import { essentialLines } from "./essential_code.ts";
import { traceback, unreadMarked } from "./failure.ts";
import { fix } from "./fix/index.ts";
import { foreignRow } from "./foreign_rows.ts";
import { harness } from "./harness.ts";
import { mutations } from "./mutations/index.ts";
import { oneProcess } from "./one_process.ts";
import { ownTests } from "./own_tests.ts";

/** Docstrings and comments. */
const COMMENT = `("""|''')[\\s\\S]*?\\1|#[^\\n]*`;

export const python: Language = {
  id: "python",
  name: "Python",
  fence: "python",
  specification: "docstring",
  integrity: "separate-process",
  harness,
  // The harness is written in it: whoever opened a sandbox has an interpreter.
  tools: [],
  syntax,
  helpersOf,
  defines,
  essentialLines,
  completion,
  textRules: (entryPoint) => ({ definition: definitionLine(entryPoint), comment: COMMENT }),
  runTests: (sandbox, run, limits, signal) => sandbox.run({ kind: "check", ...run }, limits, signal),
  oneProcess,
  runProgram: async (sandbox, run, limits, signal) => {
    const { kind, cases } = await sandbox.run({ kind: "stdio", ...run }, limits, signal);
    return { kind, cases: cases.map(unreadMarked) };
  },
  ownTests,
  failureText: traceback,
  foreignRow,
  mutations,
  fix,
};
