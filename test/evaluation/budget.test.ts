import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Budget, BudgetSpent } from "../../src/evaluation/budget.ts";
import { costOf } from "../../src/evaluation/price.ts";
import { answeringChat } from "../../src/models/chat.ts";
import { countingModel } from "../support/models.ts";

/** Of a prompt that is nearly nothing, so that a call is what an answer may take. */
const model = () => countingModel(() => ({ text: "ok", promptTokens: 1, completionTokens: 999 }));
const MOST = 999;
/** What one call of it reserves before anything is known of it. */
const RESERVED = MOST + Math.ceil("x".length / 2 + 8);

/** A model whose answers the test lets go, one by one. */
function heldModel() {
  const calls: { end(tokens: number): void; fail(error: Error): void }[] = [];
  const chat = answeringChat(
    (_, call) =>
      new Promise((resolve, reject) => {
        call.signal?.addEventListener("abort", () => reject(call.signal?.reason));
        calls.push({
          end: (tokens) => resolve({ text: "ok", promptTokens: 1, completionTokens: tokens - 1, finishReason: "stop" }),
          fail: reject,
        });
      }),
  );
  return { ...countingModel(() => ({})), chat, held: calls };
}

/** So many calls have begun, and no further one does. */
async function begun({ held }: ReturnType<typeof heldModel>, calls: number): Promise<void> {
  await expect.poll(() => held.length).toBe(calls);
  await sleep(20);
  expect(held).toHaveLength(calls);
}

describe("a budget", () => {
  it("asks only what it is sure to pay", async () => {
    const budget = new Budget({ maxTokens: 3009 }, MOST);
    const asked = model();
    const { chat } = budget.wrap(asked);
    for (let call = 0; call < 3; call++) {
      expect([budget.spent.aborted, budget.shortfall]).toEqual([false, undefined]);
      await chat.invoke("x");
    }
    // What needs no call may go on.
    expect([budget.tokens, budget.spent.aborted]).toEqual([3000, false]);
    await expect(chat.invoke("x")).rejects.toBeInstanceOf(BudgetSpent);
    expect(budget.spent.aborted).toBe(true);
    expect(asked.calls).toHaveLength(3);
    expect(budget.shortfall).toBe("the budget is used up (3000 of 3009 tokens spent, and one more call may take 1009)");
  });

  it("reserves money as it reserves tokens", async () => {
    const limits = { priceIn: 3, priceOut: 15 };
    const one = costOf(limits, { prompt_tokens: 9, completion_tokens: MOST }) ?? 0;
    const first = costOf(limits, { prompt_tokens: 1, completion_tokens: MOST }) ?? 0;
    for (const [maxCost, calls] of [
      [first + one - 1e-9, 1],
      [first + one + 1e-3, 2],
    ] as const) {
      const budget = new Budget({ ...limits, maxCost }, MOST);
      const asked = model();
      const { chat } = budget.wrap(asked);
      await Promise.allSettled([chat.invoke("x"), chat.invoke("x"), chat.invoke("x")]);
      expect(asked.calls).toHaveLength(calls);
      expect(budget.cost).toBeLessThanOrEqual(maxCost);
      expect(budget.shortfall).toMatch(
        /^the budget is used up \(0\.0\d+ of 0\.0\d+ spent, and one more call may take 0/,
      );
    }
  });

  it("holds calls back while others are in flight, and lets them go in their order", async () => {
    const budget = new Budget({ maxTokens: 2 * RESERVED }, MOST);
    const asked = heldModel();
    const { chat } = budget.wrap(asked);
    const calls = [1, 2, 3].map(() => chat.invoke("x"));
    await begun(asked, 2);
    asked.held[0]?.end(10);
    await calls[0];
    await begun(asked, 2);
    // Both gave back most of what they had reserved: now there is room for the third.
    asked.held[1]?.end(10);
    await calls[1];
    await begun(asked, 3);
    asked.held[2]?.end(RESERVED);
    await calls[2];
    expect(budget.tokens).toBe(RESERVED + 20);
  });

  it("gives back what a call that failed, or was dropped, had reserved", async () => {
    const budget = new Budget({ maxTokens: RESERVED }, MOST);
    const asked = heldModel();
    const { chat } = budget.wrap(asked);
    const drop = new AbortController();
    const [first, dropped, last] = [chat.invoke("x"), chat.invoke("x", { signal: drop.signal }), chat.invoke("x")].map(
      (it) => it.catch((error: Error) => error.message),
    );
    await begun(asked, 1);
    drop.abort(new Error("dropped while it waited"));
    expect(await dropped).toBe("dropped while it waited");
    await begun(asked, 1);
    asked.held[0]?.fail(new Error("the server is away"));
    expect(await first).toBe("the server is away");
    await begun(asked, 2);
    asked.held[1]?.end(10);
    expect(await last).toMatchObject({ text: "ok" });
  });

  it("refuses a call that is too large, and goes on with smaller ones behind it", async () => {
    const budget = new Budget({ maxTokens: 3 * RESERVED }, MOST);
    const asked = heldModel();
    const { chat } = budget.wrap(asked);
    const [small, large, behind] = [chat.invoke("x"), chat.invoke("y".repeat(8 * RESERVED)), chat.invoke("x")];
    const refused = expect(large).rejects.toBeInstanceOf(BudgetSpent);
    await begun(asked, 1);
    asked.held[0]?.end(10);
    await Promise.all([small, refused]);
    await begun(asked, 2);
    asked.held[1]?.end(10);
    await behind;
    expect(budget.spent.aborted).toBe(false);
    expect(budget.shortfall).toMatch(/one more call may take \d{5}\)$/);
  });

  it.each([0, 1])(
    "learns how many tokens a model makes of a text, and keeps a quarter more (%i too few)",
    async (few) => {
      const most = 10;
      const text = "錯".repeat(500);
      const budget = new Budget({ maxTokens: 801 + 800 * 1.25 + 8 + most - few }, most);
      const { chat } = budget.wrap(countingModel(() => ({ text: "ok", promptTokens: 800, completionTokens: 1 })));
      await chat.invoke(text);
      const second = expect(chat.invoke(text));
      await (few === 0 ? second.resolves.toMatchObject({ text: "ok" }) : second.rejects.toBeInstanceOf(BudgetSpent));
    },
  );

  it("expects of a server that wrote more than it was told to that it does so again", async () => {
    const budget = new Budget({ maxTokens: 2500 }, 100);
    const asked = countingModel(() => ({ text: "ok", promptTokens: 1, completionTokens: 2000 }));
    const { chat } = budget.wrap(asked);
    await chat.invoke("x");
    await expect(chat.invoke("x")).rejects.toBeInstanceOf(BudgetSpent);
    expect(budget.spent.aborted).toBe(true);
  });

  it("counts what earlier sessions of the run have used", async () => {
    const before = { prompt_tokens: 900, completion_tokens: 100 };
    const refused = (maxTokens: number) => {
      const { chat } = new Budget({ maxTokens }, MOST, before).wrap(model());
      return chat.invoke("x").then(
        () => false,
        (error) => error instanceof BudgetSpent,
      );
    };
    expect(await Promise.all([1000, 999 + RESERVED, 1000 + RESERVED].map(refused))).toEqual([true, true, false]);
  });

  it("knows no cost without prices, and no end without limits", async () => {
    const budget = new Budget({}, MOST);
    const { chat } = budget.wrap(model());
    await Promise.all(Array.from({ length: 50 }, () => chat.invoke("x")));
    expect([budget.cost, budget.spent.aborted, budget.tokens]).toEqual([undefined, false, 50_000]);
    expect(costOf({ priceOut: 2 }, { prompt_tokens: 1e6, completion_tokens: 5e5 })).toBe(1);
  });

  it("cannot be kept for a server that does not count", async () => {
    const silent = () => countingModel(() => ({ text: "ok" }));
    const { chat } = new Budget({ maxTokens: 1000 }, 10).wrap(silent());
    await expect(chat.invoke("x")).rejects.toThrow(/no budget can be kept/);
    await expect(new Budget({}, 10).wrap(silent()).chat.invoke("x")).resolves.toMatchObject({ text: "ok" });
  });

  it("counts an answer that was given up as all that it may have cost, and learns nothing from it", async () => {
    const budget = new Budget({ maxTokens: 3 * RESERVED }, MOST);
    const { chat } = budget.wrap(countingModel(() => ({ text: "", finishReason: "deadline" })));
    for (let call = 0; call < 3; call++) await chat.invoke("x");
    expect(budget.tokens).toBe(3 * RESERVED);
    await expect(chat.invoke("x")).rejects.toBeInstanceOf(BudgetSpent);
  });
});
