# Becomes the program: what was built where no source is newer, else the source, through tsx. One process in the end, so
# that signals and exit codes are its own.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
built="$here/dist/built"
# Folders count too: their time changes when a file in them comes, goes or is renamed.
if [ -f "$built" ] && [ -z "$(find "$here/src" "$here/bin" "$here/package.json" "$here/tsconfig.json" \
  "$here/tsconfig.build.json" "$here/scripts/build.ts" -newer "$built" 2>&1 | head -n 1)" ]; then
  exec node "$here/bin/code_repair_agent.cjs" "$@"
fi
TSX_TSCONFIG_PATH="$here/tsconfig.json" exec node --import "$here/node_modules/tsx/dist/loader.mjs" "$here/run.ts" "$@"
