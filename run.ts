#!/bin/sh
//bin/true; here="$(dirname "$(readlink -f "$0")")"; TSX_TSCONFIG_PATH="$here/tsconfig.json" exec node --import "$here/node_modules/tsx/dist/loader.mjs" "$here/run.ts" "$@"
import { runCommandLine } from "./src/cli/index.ts";

// The only place that sets the exit code: 0 done, 1 not completed, 2 wrong usage, 130 interrupted.
process.exitCode = await runCommandLine(process.argv.slice(2));
