import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { html, raw } from "../../src/report/page/html.ts";
import type { PageIndex, TaskDetails, TaskPrompts } from "../../src/report/page/page_data.ts";
import { temporaryFolder } from "../support/folder.ts";
import { writePage } from "../support/report_page.ts";

function elementText(page: string, id: string): string {
  return new RegExp(`id="${id}">([^<]*)<`).exec(page)?.[1] ?? "";
}

function unpack<T>(base64: string): T[] {
  return JSON.parse(inflateRawSync(Buffer.from(base64, "base64")).toString("utf8"));
}

describe("reportPage", () => {
  it("carries every record whole: prompts, completions, outputs, as they were", async () => {
    const { html: page, runs } = await writePage(temporaryFolder(), { tasks: 70, iters: 1, hostile: true });
    const records = runs[0]?.records ?? [];
    const index = JSON.parse(elementText(page, "report-index")) as PageIndex;
    expect(index.task_ids).toEqual(records.map((record) => record.task_id));
    const details = [0, 1].flatMap((at) => unpack<TaskDetails>(elementText(page, `report-details-${at}`)));
    const prompts = [0, 1].flatMap((at) => unpack<TaskPrompts>(elementText(page, `report-prompts-${at}`)));
    const attempts = details.map((task, at) =>
      task.runs[0]?.[0]?.attempts.map((attempt, number) => ({ ...attempt, prompt: prompts[at]?.[0]?.[0]?.[number] })),
    );
    expect(attempts).toEqual(records.map((record) => JSON.parse(JSON.stringify(record.attempts))));
  });

  it("asks the network for nothing, and forbids itself to", async () => {
    const { html: page } = await writePage(temporaryFolder(), { tasks: 3 });
    expect(page).toContain("default-src &#39;none&#39;");
    expect(page).not.toMatch(/(src|href)="(?!#)/);
    expect(page).not.toMatch(/@import|url\(/);
  });

  it("holds no text of a model as HTML", async () => {
    const { html: page } = await writePage(temporaryFolder(), { tasks: 20, hostile: true, model: "<b>&\u202em" });
    expect(page).not.toContain("window.pwned");
    expect(page).not.toContain("<b>");
    expect(page).toContain("&#60;b&#62;&#38;⟨U+202E⟩m");
  });

  it("links what was gained and lost to the tasks that were", async () => {
    const { html: page, runs } = await writePage(temporaryFolder(), { tasks: 60 }, { tasks: 60, seed: 5, skill: 0.8 });
    const [before = [], after = []] = runs.map((run) => run.records.map((record) => record.passed));
    const gained = after.filter((passed, at) => passed && !before[at]).length;
    expect(gained).toBeGreaterThan(0);
    expect(page).toContain(`<a href="#change=gained-first&amp;run=1">${gained}</a>`);
  });
});

describe("html", () => {
  it("escapes text, and names what would not show", () => {
    expect(html`<p title="${'"><i>'}">${"<b>\u001b"}${3}${raw("<br>")}${[html`<i>${"&"}</i>`]}</p>`.html).toBe(
      '<p title="&#34;&#62;&#60;i&#62;">&#60;b&#62;⟨ESC⟩3<br><i>&#38;</i></p>',
    );
  });
});
