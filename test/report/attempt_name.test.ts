import { expect, it } from "vitest";
import { attemptName } from "../../src/report/page/client/attempt_name.ts";

it("an attempt is called what it is: a submission is none that repairs", () => {
  expect(attemptName({ attempt: 0 }, {})).toBe("First attempt");
  expect(attemptName({ attempt: 2 }, {})).toBe("Repair 2");
  expect(attemptName({ attempt: 2 }, { candidates: 4 })).toBe("Submission: candidate 3 of 4");
  expect(attemptName({ attempt: 0 }, { candidates: 1 })).toBe("Submission: candidate 1 of 1");
  expect(attemptName({ attempt: 7, edit: "line 2, compare: < → <=" }, {})).toBe("Program 8, by the search");
  expect(attemptName({ attempt: 7, edit: "line 2" }, { candidates: 9 })).toBe(
    "Submission: candidate 8 of 9, by the search",
  );
});
