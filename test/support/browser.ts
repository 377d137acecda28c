/** Debian's Chromium, driven by playwright-core: pages from disk, no network. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PATHS = [process.env.CHROMIUM_PATH ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"];
const EXECUTABLE = PATHS.find((path) => path !== "" && existsSync(path));

/** With CI=true a missing Chromium is a failure; elsewhere the tests are skipped, with the reason. */
export const SKIP_BROWSER = EXECUTABLE === undefined && process.env.CI !== "true";
export const NO_BROWSER = SKIP_BROWSER ? " (skipped: there is no Chromium here; apt-get install chromium)" : "";

const FLAGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking " +
  "--disable-component-update --disable-sync";

export async function openBrowser(): Promise<Browser> {
  if (EXECUTABLE === undefined) throw new Error("there is no Chromium: install it, or name it in CHROMIUM_PATH");
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args: FLAGS.split(" ") });
}
