/** `npm run build`: src/ → dist/, the JavaScript that people install, with every file beside it that it reads. */
import { spawnSync } from "node:child_process";
import { cp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join, sep } from "node:path";
import { InfraError } from "../src/lib/errors.ts";
import { PACKAGE_ROOT } from "../src/lib/paths.ts";
import { bundleClient } from "../src/report/page/bundle.ts";
import { script } from "./support/script.ts";

script({
  about: "Compiles src/ into dist/, and copies what the program reads at run time: `npm run build`.",
  flags: {},
});

const DIST = join(PACKAGE_ROOT, "dist");
/** Made aside: a program that runs from the old build meanwhile finds its files. */
const DRAFT = join(PACKAGE_ROOT, "dist.draft");
const SRC = join(PACKAGE_ROOT, "src");
/** The page's script, which is bundled, and what Python may have left. */
const LEFT_OUT = new Set([join(SRC, "report", "page", "client"), "__pycache__"]);

/** @throws InfraError where the compiler has complained */
function compile(): void {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", DRAFT], {
    cwd: PACKAGE_ROOT,
    stdio: "inherit",
  });
  if (status !== 0) throw new InfraError("the compiler found errors");
}

/** All that is no TypeScript: the harness, the attacks, weights, styles, JavaScript. */
function isCopied(path: string): boolean {
  return !LEFT_OUT.has(path) && !LEFT_OUT.has(path.split(sep).at(-1) ?? "") && extname(path) !== ".ts";
}

async function main(): Promise<void> {
  const started = new Date();
  await rm(DRAFT, { recursive: true, force: true });
  compile();
  await cp(SRC, DRAFT, { recursive: true, filter: isCopied });
  await writeFile(join(DRAFT, "report", "page", "client.js"), await bundleClient());
  // `./run.ts` takes the build while no source is newer than this file: what was edited meanwhile is.
  await writeFile(join(DRAFT, "built"), "");
  await utimes(join(DRAFT, "built"), started, started);
  await rm(DIST, { recursive: true, force: true });
  await rename(DRAFT, DIST);
}

await main();
