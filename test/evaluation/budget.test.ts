import { describe, expect, it } from "vitest";
import { Budget, BudgetSpent, costOf } from "../../src/evaluation/budget.ts";
import { countingModel } from "../support/models.ts";

const model = () => countingModel(() => ({ text: "ok", promptTokens: 600, completionTokens: 400 }));

describe("a budget", () => {
  it("stops asking once its tokens are used up", async () => {
    const budget = new Budget({ maxTokens: 2500 });
    const asked = model();
    const { chat } = budget.wrap(asked);
    for (let call = 0; call < 3; call++) {
      expect(budget.spent.aborted).toBe(false);
      await chat.invoke("x");
    }
    expect(budget.spent.aborted).toBe(true);
    expect(budget.tokens).toBe(3000);
    await expect(chat.invoke("x")).rejects.toBeInstanceOf(BudgetSpent);
    expect(asked.calls).toHaveLength(3);
  });

  it("stops asking once its money is used up", async () => {
    const budget = new Budget({ maxCost: 0.01, priceIn: 3, priceOut: 15 });
    const { chat } = budget.wrap(model());
    await chat.invoke("x");
    expect(budget.cost).toBeCloseTo((600 * 3 + 400 * 15) / 1e6, 12);
    expect(budget.spent.aborted).toBe(false);
    await chat.invoke("x");
    expect(budget.spent.aborted).toBe(true);
  });

  it("counts what earlier sessions of the run have used", async () => {
    const before = { prompt_tokens: 900, completion_tokens: 100 };
    expect(new Budget({ maxTokens: 1000 }, before).spent.aborted).toBe(true);
    expect(new Budget({ maxTokens: 1001 }, before).spent.aborted).toBe(false);
  });

  it("knows no cost without prices, and no end without limits", async () => {
    const budget = new Budget({});
    const { chat } = budget.wrap(model());
    for (let call = 0; call < 5; call++) await chat.invoke("x");
    expect([budget.cost, budget.spent.aborted]).toEqual([undefined, false]);
    expect(costOf({ priceOut: 2 }, { prompt_tokens: 1e6, completion_tokens: 5e5 })).toBe(1);
  });

  it("cannot be kept for a server that does not count", async () => {
    const silent = () => countingModel(() => ({ text: "ok" }));
    await expect(new Budget({ maxTokens: 10 }).wrap(silent()).chat.invoke("x")).rejects.toThrow(
      /no budget can be kept/,
    );
    await expect(new Budget({}).wrap(silent()).chat.invoke("x")).resolves.toMatchObject({ text: "ok" });
  });
});
