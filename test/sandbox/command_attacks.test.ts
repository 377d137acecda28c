import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandRunner, Isolated } from "../../src/core/index.ts";
import { harnessOf } from "../../src/languages/index.ts";
import { groupParents } from "../../src/sandbox/command/tree_group.ts";
import { openCommandSandbox } from "../../src/sandbox/command.ts";
import { loadCommandAttacks, runCommandAttack } from "../../src/sandbox/command_attacks.ts";
import { thisMachine } from "../../src/sandbox/process.ts";
import { Surroundings } from "../../src/sandbox/surroundings.ts";
import { leftovers } from "../support/leftovers.ts";

const ATTACKS = loadCommandAttacks(fileURLToPath(harnessOf().attacks));
const { bubblewrap = "" } = thisMachine();
const missing = bubblewrap === "" && process.env.CI !== "true";
const noGroups = groupParents().memory === undefined;

describe.each([
  { what: "with control groups", withoutGroups: false, skip: missing || noGroups },
  { what: "where no control group can be made", withoutGroups: true, skip: missing },
])("a project's commands, $what", ({ withoutGroups, skip }) => {
  describe.skipIf(skip)("withstand", () => {
    let sandbox: Isolated & CommandRunner;
    let surroundings: Surroundings;
    beforeAll(async () => {
      sandbox = openCommandSandbox({ bubblewrap, concurrency: 1, withoutGroups });
      surroundings = await Surroundings.open();
    });
    afterAll(async () => {
      await sandbox?.[Symbol.asyncDispose]();
      await surroundings?.[Symbol.asyncDispose]();
      expect(leftovers()).toEqual([]);
    });

    it.each(ATTACKS)("$name", async (attack) => {
      const { violations, execution } = await runCommandAttack(attack, sandbox, surroundings);
      expect(violations, JSON.stringify(execution, null, 1)).toEqual([]);
    });
  });
});
