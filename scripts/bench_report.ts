/** How long a page of 10,000 records takes to write, load and filter in headless Chromium: `npx tsx scripts/bench_report.ts`. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "../test/support/browser.ts";
import { writePage } from "../test/support/report_page.ts";
import { script } from "./support/script.ts";

script({ about: "How long a page of 10,000 records takes to write, load and filter in headless Chromium." });
const folder = mkdtempSync(join(tmpdir(), "repair-bench-"));
const seconds = async (work: () => Promise<unknown>): Promise<string> => {
  const started = performance.now();
  await work();
  return ((performance.now() - started) / 1000).toFixed(2);
};
try {
  const started = performance.now();
  const { url } = await writePage(folder, { tasks: 10_000, iters: 1, length: 1500 });
  const written = ((performance.now() - started) / 1000).toFixed(2);
  const megabytes = (statSync(fileURLToPath(url)).size / 1e6).toFixed(1);
  await using browser = await openBrowser();
  for (let round = 1; round <= 3; round++) {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const first = () => page.locator("#count").textContent();
    const changed = async (before: string | null) => {
      while ((await first()) === before) await page.waitForTimeout(5);
    };
    const load = await seconds(async () => {
      await page.goto(url);
      await page.waitForSelector("#task-rows tr");
    });
    const all = await first();
    const verdict = await seconds(async () => {
      await page.selectOption("#verdict", "timeout");
      await changed(all);
    });
    const some = await first();
    const search = await seconds(async () => {
      await page.fill("#search", "solve_12");
      await changed(some);
    });
    process.stdout.write(`${JSON.stringify({ round, megabytes, written, load, verdict, search })}\n`);
    await page.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
