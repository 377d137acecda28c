import { describe, expect, it } from "vitest";
import { begun, InfraError, UserError, usageError } from "../../src/lib/errors.ts";

const thrownBy = (work: () => Promise<unknown>) => work().catch((error: unknown) => error);

describe("exit codes", () => {
  it("are 2 for what the user can mend, found before a run has begun", () => {
    expect(new UserError("no such file").exitCode).toBe(2);
    expect(usageError("wrong").exitCode).toBe(2);
    expect(new UserError("no network", { exitCode: 1 }).exitCode).toBe(1);
  });

  it("are 1 for the same in a run that had begun, in the same words", async () => {
    const cause = new UserError("no answer", { hint: "add it" });
    const thrown = await thrownBy(() => begun(() => Promise.reject(cause)));
    expect(thrown).toMatchObject({ name: "UserError", message: "no answer", hint: "add it", exitCode: 1, cause });
  });

  it("leave other failures, and results, as they are", async () => {
    for (const error of [new InfraError("gone"), new UserError("x", { exitCode: 1 }), new Error("bug")])
      expect(await thrownBy(() => begun(() => Promise.reject(error)))).toBe(error);
    expect(await begun(async () => 7)).toBe(7);
  });
});
