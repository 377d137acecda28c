/** The page's script: TypeScript modules → one piece of JavaScript. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const SOURCE = new URL("client/main.ts", import.meta.url);
/** What the build made of it. */
export const BUNDLE = new URL("client.js", import.meta.url);

/** The script as it was built, or from source bundled now: no network, some hundredths of a second. */
export async function clientScript(): Promise<string> {
  return existsSync(SOURCE) ? bundleClient() : readFile(BUNDLE, "utf8");
}

/** @throws Error where the script cannot stand in a page */
export async function bundleClient(): Promise<string> {
  const { build } = await import("esbuild");
  const bundled = await build({
    entryPoints: [fileURLToPath(SOURCE)],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "inline",
    logLevel: "silent",
  });
  const script = bundled.outputFiles[0]?.text ?? "";
  if (/<\/script|<!--/i.test(script)) throw new Error("the page's script would end its own element");
  return script;
}
