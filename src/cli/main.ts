/** The program's start, from its build and from source. The only place that sets the exit code. */
import module from "node:module";
import { join } from "node:path";
import { cacheFolder } from "../lib/paths.ts";

// Newer Nodes keep what they have compiled: of all that is imported from here on, so this file imports next to nothing.
const { enableCompileCache } = module as { readonly enableCompileCache?: (folder: string) => unknown };
enableCompileCache?.(join(cacheFolder(), "compiled"));

const { runCommandLine } = await import("./index.ts");

// 0 done, 1 not completed, 2 wrong usage, 130 interrupted.
process.exitCode = await runCommandLine(process.argv.slice(2));
