import { describe, expect, it } from "vitest";
import { hostileProgram } from "../../scripts/sandbox_fuzz/generate.ts";
import { fuzz } from "../../scripts/sandbox_fuzz/run.ts";
import type { Sandbox } from "../../src/core/index.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { descendants, Surroundings } from "../../src/sandbox/surroundings.ts";
import { ourContainers } from "../support/docker.ts";
import { leftovers } from "../support/leftovers.ts";
import { backends, LONG } from "./backends.ts";

/** Fewer where each starts a server of its own, and where a stronger layer is the same but for one part of it. */
const programsFor = (name: string): number => (LONG && !/bubblewrap|^[^+]+(\+uid)?\+seccomp/.test(name) ? 500 : 100);

describe.each(backends())("generated hostile programs: $name", ({ name, options, missing }) => {
  it.skipIf(missing !== undefined)(
    "none passes but with a right answer, and none leaves a thing",
    { timeout: 300_000 },
    async () => {
      await using surroundings = await Surroundings.open();
      {
        await using sandbox = await openSandbox({ concurrency: 2, ...options });
        const { violations, honest, programs } = await fuzz(sandbox, {
          programs: programsFor(name),
          seed: 1,
          surroundings,
        });
        expect(violations).toEqual([]);
        expect(honest).toBeGreaterThan(programs / 20);
      }
      const containers = options.kind === "docker" ? ourContainers() : [];
      expect({ processes: descendants(), things: leftovers(), containers }).toEqual({
        ...{ processes: [], things: [], containers: [] },
      });
    },
  );
});

it("would notice a judge that lets everything pass", async () => {
  await using surroundings = await Surroundings.open();
  const gullible = { concurrency: 2, run: async () => ({ verdict: "passed" }) } as unknown as Sandbox;
  const { violations, honest } = await fuzz(gullible, { programs: 50, seed: 1, surroundings });
  expect(violations.length).toBe(50 - honest);
  expect(violations[0]).toMatch(/^seed \d+ \(.+\): a wrong answer passed$/);
});

describe("the generator", () => {
  const programs = Array.from({ length: 500 }, (_, seed) => hostileProgram(seed));

  it("uses every act, and makes as many right programs as wrong ones", () => {
    const acts = new Set(programs.flatMap((it) => it.acts));
    expect(acts.size).toBeGreaterThan(60);
    expect(programs.filter((it) => it.right).length).toBeGreaterThan(200);
    expect(programs.filter((it) => !it.right).length).toBeGreaterThan(200);
  });

  it("makes the same program of a seed every time", () => {
    expect(hostileProgram(17)).toEqual(programs[17]);
    expect(hostileProgram(18)).not.toEqual(programs[17]);
  });
});
