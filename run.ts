#!/bin/sh
//bin/true; exec "$(dirname "$(readlink -f "$0")")/node_modules/.bin/tsx" "$0" "$@"
import { runCommandLine } from "./src/commands/index.ts";

// The only place that sets the exit code: 0 done, 1 not completed, 2 wrong usage, 130 interrupted.
process.exitCode = await runCommandLine(process.argv.slice(2));
