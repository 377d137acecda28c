import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { visibleText } from "../../src/lib/visible_text.ts";
import { NO_BROWSER, openBrowser, SKIP_BROWSER } from "../support/browser.ts";
import { type WrittenPage, writePage } from "../support/report_page.ts";
import { HOSTILE } from "../support/synthetic_run.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const LONG = process.env.CI === "true";

describe.skipIf(SKIP_BROWSER)(`the report page${NO_BROWSER}`, () => {
  let browser: Browser;
  let folder = "";
  let one: WrittenPage;
  let two: WrittenPage;
  let samples: WrittenPage;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "repair-test-"));
    browser = await openBrowser();
    one = await writePage(folder, { tasks: 250, iters: 2, hostile: true });
    two = await writePage(folder, { tasks: 40, iters: 1 }, { tasks: 40, seed: 7, skill: 0.7 });
    samples = await writePage(folder, { tasks: 6, samples: 5 });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page; whatever it complains of, or asks the network for, fails the test. */
  async function open(written: WrittenPage, fragment = "", options = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("console", (message) => trouble.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(written.url)) trouble.push(`asked for ${request.url()}`);
    });
    onTestFinished(async () => {
      await context.close();
      expect(trouble).toEqual([]);
    });
    await page.goto(written.url + fragment);
    await page.waitForSelector("#task-rows tr");
    return page;
  }

  const shownIds = (page: Page): Promise<string[]> => page.locator("#task-rows th a").allTextContents();
  const idsWhere = (written: WrittenPage, test: (index: number) => boolean): string[] =>
    (written.runs[0]?.tasks ?? []).filter((_, index) => test(index)).map((task) => task.task_id);
  const hash = (page: Page): Promise<string> => page.evaluate("decodeURIComponent(location.hash)");

  it("shows the first rows at once and the others on demand", async () => {
    const page = await open(one);
    await expect.poll(() => shownIds(page)).toEqual(idsWhere(one, (index) => index < 200));
    await page.getByRole("button", { name: "Show 50 more" }).click();
    await expect.poll(() => shownIds(page)).toHaveLength(250);
    expect(await page.locator("#count").textContent()).toBe("250 tasks");
  });

  it("filters by verdict and bug, keeps the filter in the address, and lets go of it", async () => {
    const page = await open(one);
    await page.selectOption("#verdict", "timeout");
    const records = one.runs[0]?.records ?? [];
    const timeouts = idsWhere(one, (index) => records[index]?.verdict === "timeout");
    expect(timeouts.length).toBeGreaterThan(1);
    await expect.poll(() => shownIds(page)).toEqual(timeouts);
    await page.selectOption("#bug", "value misuse");
    const both = idsWhere(
      one,
      (index) => records[index]?.verdict === "timeout" && records[index]?.bug_type === "value misuse",
    );
    await expect.poll(() => shownIds(page)).toEqual(both);
    await expect.poll(() => hash(page)).toBe("#verdict=timeout&bug=value+misuse");
    await page.reload();
    await expect.poll(() => shownIds(page)).toEqual(both);
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => shownIds(page)).toHaveLength(200);
  });

  it("searches ids, code and output", async () => {
    const page = await open(one);
    await page.fill("#search", "solve_123(");
    await expect.poll(() => page.locator("#task-rows tr").count()).toBe(1);
    await expect.poll(() => shownIds(page)).toEqual(["Python/123"]);
    await page.fill("#search", "PYTHON/12");
    await expect.poll(() => page.locator("#task-rows tr").count()).toBe(11);
    await page.fill("#search", "not in any of these");
    await expect.poll(() => page.locator("#task-rows tr").count()).toBe(0);
  });

  it("sorts up, down, and back to the order of the data set", async () => {
    const page = await open(samples);
    const seconds = samples.runs[0]?.tasks.map((task) => {
      const own = samples.runs[0]?.records.filter((record) => record.task_id === task.task_id) ?? [];
      return { id: task.task_id, mean: own.reduce((sum, record) => sum + record.runtime_sec, 0) / own.length };
    });
    const expected = [...(seconds ?? [])].sort((a, b) => a.mean - b.mean).map(({ id }) => id);
    const click = () => page.locator("#task-head").getByRole("button", { name: "Time" }).click();
    await click();
    await expect.poll(() => shownIds(page)).toEqual(expected);
    expect(await page.locator("#task-head th[aria-sort=ascending]").textContent()).toBe("Time");
    await click();
    await expect.poll(() => shownIds(page)).toEqual(expected.toReversed());
    await click();
    await expect.poll(() => shownIds(page)).toEqual(idsWhere(samples, () => true));
  });

  it("opens a task by its link: diff, attempts, prompt, and the known fix behind a switch", async () => {
    const records = one.runs[0]?.records ?? [];
    const at = records.findIndex((record) => record.attempts.length === 2 && record.passed);
    const record = records[at];
    const page = await open(one, `#task=${encodeURIComponent(record?.task_id ?? "")}`);
    await page.waitForSelector("#detail h2");
    expect(await page.locator("#detail h2").textContent()).toBe(record?.task_id);
    expect(await page.locator(".attempt").count()).toBe(2);
    const diff = page.locator(".attempt[open] .diff").first();
    expect((await diff.locator("tr.removed .code").allTextContents()).map((line) => line.trim())).toContain(
      "if value < limit:",
    );
    expect((await diff.locator("tr.added .code").allTextContents()).map((line) => line.trim())).toContain(
      "if value <= limit:",
    );
    expect(await diff.locator("tr.added mark").first().textContent()).toBe("=");
    const fix = page.locator(".attempt[open] .known-fix");
    expect(await fix.isVisible()).toBe(false);
    await page.getByLabel("Show the known fix").check();
    expect(await fix.isVisible()).toBe(true);
    await page.locator(".attempt[open] summary", { hasText: "Prompt, exactly" }).click();
    await page.waitForSelector(".attempt[open] h4");
    const prompt = await page.locator('.attempt[open] [aria-label="user message"]').textContent();
    expect(prompt).toBe(record?.attempts[1]?.prompt[1]?.content);
  });

  it("shows hostile completions as the text they are, and runs none of them", async () => {
    const page = await open(one);
    const scripts = await page.locator("script").count();
    for (const [index, text] of HOSTILE.entries()) {
      const record = one.runs[0]?.records[index];
      await page.evaluate(`location.hash = "#task=" + encodeURIComponent(${JSON.stringify(record?.task_id)})`);
      await expect.poll(() => page.locator("#detail h2").textContent()).toBe(record?.task_id);
      const shown = await page.locator('.attempt[open] [aria-label^="Completion"]').textContent();
      expect(shown).toContain(visibleText(text));
      expect(shown).toBe(visibleText(record?.completion ?? ""));
    }
    expect(await page.evaluate("window.pwned")).toBe(undefined);
    expect(await page.locator("script").count()).toBe(scripts);
    expect(await page.locator("#detail img").count()).toBe(0);
    await page.goto(
      `${one.url}#q=${encodeURIComponent(HOSTILE[0] ?? "")}&task=${encodeURIComponent(HOSTILE[1] ?? "")}`,
    );
    expect(await page.evaluate("window.pwned")).toBe(undefined);
  });

  it("does with keys what the mouse does", async () => {
    const page = await open(one);
    await page.keyboard.press("/");
    await page.keyboard.type("Python/24");
    await expect.poll(() => page.locator("#task-rows tr").count()).toBe(11);
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await expect.poll(() => page.evaluate("document.activeElement.textContent")).toContain("Python/240");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#detail h2");
    await expect.poll(() => page.locator("#detail h2").textContent()).toBe("Python/240");
    await page.keyboard.press("j");
    await expect.poll(() => page.locator("#detail h2").textContent()).toBe("Python/241");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("#detail h2").count()).toBe(0);
    await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Python/241");
    await page.keyboard.press("?");
    await expect.poll(() => page.locator("dialog[open]").count()).toBe(1);
  });

  it("compares runs: what was gained and lost can be listed", async () => {
    const page = await open(two);
    const [first = [], second = []] = two.runs.map((run) =>
      run.records.map((it) => it.attempts[0]?.verdict === "passed"),
    );
    const lost = idsWhere(two, (index) => first[index] === true && second[index] === false);
    const row = page.locator("tbody tr", { hasText: "pass@1" }).first();
    await row.getByRole("link").nth(1).click();
    await expect.poll(() => hash(page)).toContain("lost-first");
    await expect.poll(() => shownIds(page)).toEqual(lost);
    expect(await row.getByRole("link").nth(1).textContent()).toBe(String(lost.length));
  });

  it("shows each sample of a task", async () => {
    const page = await open(samples, "#task=Python%2F2&sample=3");
    await page.waitForSelector("#detail nav");
    const links = page.getByRole("navigation", { name: "Samples" }).getByRole("link");
    expect(await links.count()).toBe(5);
    expect(await page.locator('nav[aria-label="Samples"] [aria-current]').textContent()).toMatch(/^sample 3/);
  });

  it("stays on the task that was asked for last", async () => {
    const page = await open(one);
    await page.evaluate("location.hash = '#task=Python%2F1'; location.hash = '#task=Python%2F200'");
    await expect.poll(() => page.locator("#detail h2").textContent()).toBe("Python/200");
    await page.goto(`${one.url}#task=nothing`);
    await page.getByText("no such task").waitFor();
  });

  it.each([
    ["dark", ""],
    ["light", "#task=Python%2F9"],
    ...(LONG
      ? ([
          ["light", ""],
          ["dark", "#task=Python%2F9"],
        ] as const)
      : []),
  ] as const)("is accessible as far as axe can tell: %s %s", async (colorScheme, fragment) => {
    for (const written of LONG ? [one, two, samples] : [one]) {
      const page = await open(written, written === samples ? fragment.replace("9", "3") : fragment, { colorScheme });
      if (fragment !== "") await page.waitForSelector("#detail h2");
      // The page forbids every script but its own: axe comes in from outside, as the developer tools do.
      const violations = await page.evaluate(
        `${AXE}; axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).slice(0, 3).join(" ")))`,
      );
      expect(violations).toEqual([]);
    }
  });

  it("can be printed: the opened task whole, without controls", async () => {
    const page = await open(one, "#task=Python%2F9");
    await page.waitForSelector("#detail h2");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".toolbar").isVisible()).toBe(false);
    expect(await page.locator(".attempt[open]").isVisible()).toBe(true);
    expect(await page.evaluate("getComputedStyle(document.querySelector('#detail')).maxHeight")).toBe("none");
  });
});
