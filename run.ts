#!/bin/sh
//usr/bin/env true; exec sh "$(dirname "$(readlink -f "$0")")/scripts/run.sh" "$@"

// A shell reads the line above, and TypeScript this one: `./run.ts` is the program, and so is `tsx run.ts`.
import "./src/cli/main.ts";
