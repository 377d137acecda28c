/** What `fix` needs of Python. */
import type { FixSupport } from "../../../core/index.ts";
import { around, mentionsIn } from "./calls.ts";
import { failingFile, lastFailed, placesIn } from "./failing_tests.ts";
import { bodyIn, functionsOf, withBody } from "./functions.ts";
import { broughtIn } from "./patch_rules.ts";
import { importedFrom, importsOf, plainTests, throughOne, unfitForJudge } from "./plain_tests.ts";
import { testCommand } from "./pytest_run.ts";

export const fix: FixSupport = {
  ending: ".py",
  comment: "#",
  telling: /^(E |>|[\w.]*(Error|Exception))/,
  functionsOf,
  withBody,
  bodyIn,
  broughtIn,
  mentionsIn,
  around,
  plain: { unfit: unfitForJudge, prepared: plainTests, imported: importedFrom, importsOf, throughOne },
  tests: { example: "pytest …", command: testCommand, lastFailed, failingFile, places: placesIn },
};
