import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AnswerJournal } from "../../src/evaluation/journal.ts";
import { fromMessage } from "../../src/models/chat.ts";
import { temporaryFolder } from "../support/folder.ts";
import { countingModel } from "../support/models.ts";

const answering = () =>
  countingModel(({ task_id, attempt }) => ({ text: `${task_id}#${attempt}`, promptTokens: 3, completionTokens: 2 }));

async function ask(journal: AnswerJournal, model: ReturnType<typeof answering>, task_id: string, attempt: number) {
  return fromMessage(await journal.wrap(model).chat.invoke("x", { task_id, sample: 0, attempt }));
}

describe("the journal of answers", () => {
  it("asks for nothing twice, in this session or another", async () => {
    const path = join(temporaryFolder(), "a.jsonl");
    const model = answering();
    {
      await using journal = await AnswerJournal.open(path, false, "h");
      await Promise.all([ask(journal, model, "T/0", 1), ask(journal, model, "T/0", 2), ask(journal, model, "T/1", 1)]);
    }
    expect(model.calls).toHaveLength(3);
    await using journal = await AnswerJournal.open(path, true, "h");
    const again = await ask(journal, model, "T/0", 2);
    expect(again).toMatchObject({ text: "T/0#2", promptTokens: 3, completionTokens: 2, finishReason: "stop" });
    expect(model.calls).toHaveLength(3);
    await ask(journal, model, "T/1", 2);
    expect(model.calls).toHaveLength(4);
    expect(journal.entries).toHaveLength(3);
  });

  it("has an answer on the disk before anybody gets it", async () => {
    const path = join(temporaryFolder(), "a.jsonl");
    await using journal = await AnswerJournal.open(path, false, "h");
    await ask(journal, answering(), "T/0", 0);
    expect(readFileSync(path, "utf8")).toMatch(/"completion":"T\/0#0".*\n$/);
  });

  it("drops a line that a crash left half written, and goes on behind the whole ones", async () => {
    const path = join(temporaryFolder(), "a.jsonl");
    const model = answering();
    {
      await using journal = await AnswerJournal.open(path, false, "h");
      for (const attempt of [0, 1]) await ask(journal, model, "T/ż", attempt);
    }
    truncateSync(path, readFileSync(path).length - 5);
    await using journal = await AnswerJournal.open(path, true, "h");
    expect(journal.entries.map((it) => it.attempt)).toEqual([0]);
    await ask(journal, model, "T/ż", 1);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).attempt)).toEqual([0, 1]);
  });

  it("does not answer for another configuration, nor from a run that began anew", async () => {
    const path = join(temporaryFolder(), "a.jsonl");
    const model = answering();
    for (const [resume, hash] of [
      [false, "h"],
      [true, "other"],
      [false, "h"],
    ] as const) {
      await using journal = await AnswerJournal.open(path, resume, hash);
      await ask(journal, model, "T/0", 0);
    }
    expect(model.calls).toHaveLength(3);
  });

  it("forgets an answer that was given up at a deadline", async () => {
    const path = join(temporaryFolder(), "a.jsonl");
    await using journal = await AnswerJournal.open(path, false, "h");
    const slow = countingModel(() => ({ finishReason: "deadline" }));
    await journal.wrap(slow).chat.invoke("x", { task_id: "T/0" });
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("can be discarded, and refuses what is none of its lines", async () => {
    const path = join(temporaryFolder(), "a.jsonl");
    appendFileSync(path, '{"task_id": "T/0"}\n');
    await expect(AnswerJournal.open(path, true, "h")).rejects.toThrow(/a\.jsonl, line 1: not a saved answer/);
    await using journal = await AnswerJournal.open(path, false, "h");
    await journal.discard();
    expect(existsSync(path)).toBe(false);
  });
});
