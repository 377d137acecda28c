import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openAsking } from "../../src/evaluation/asking.ts";
import { withSavedAnswers } from "../../src/evaluation/saved_answers.ts";
import type { Session } from "../../src/evaluation/session.ts";
import { temporaryFolder } from "../support/folder.ts";
import { countingModel } from "../support/models.ts";
import { makeAttempt, makeRecord } from "../support/records.ts";

/** A search that found nothing, then a model's answer, on which the isolation layer failed. */
const CASCADE = makeRecord({
  verdict: "sandbox_error",
  attempts: [
    makeAttempt({ attempt: 0, edit: "line 1", completion: "an edit", verdict: "wrong_answer" }),
    makeAttempt({ attempt: 7, completion: "the model's", verdict: "sandbox_error" }),
  ],
});
const CALL = { task_id: CASCADE.task_id, sample: 0, attempt: 0 };
const fresh = () => countingModel(() => ({ text: "new" }));

describe("saved answers", () => {
  it("are given again for the calls that they answered, and no program of a search among them", async () => {
    const asked = fresh();
    const { chat } = withSavedAnswers(asked, [CASCADE]);
    expect((await chat.invoke("x", CALL)).text).toBe("the model's");
    expect(asked.calls).toEqual([]);
    expect((await chat.invoke("x", { ...CALL, attempt: 1 })).text).toBe("new");
    expect((await chat.invoke("x", { ...CALL, sample: 1 })).text).toBe("new");
  });

  it("are paid for once: an answer in the journal is that of the record", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    const session = { rejudge: [], recorded: [] } as Pick<Session, "rejudge" | "recorded"> as Session;
    const about = { out, configHash: "abc", limits: {}, maxNewTokens: 8, journal: true };
    const counting = countingModel(() => ({ text: "the model's", promptTokens: 10, completionTokens: 5 }));
    {
      await using asking = await openAsking({ ...about, model: counting, session, resume: false });
      await asking.model.chat.invoke("x", CALL);
    }
    const recorded = { ...session, recorded: [CASCADE] };
    await using asking = await openAsking({ ...about, model: counting, session: recorded, resume: true });
    // The search's program, which makeAttempt says took 15 tokens, was no call.
    expect(asking.budget.tokens).toBe(15);
  });
});
