import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { InfraError } from "../../src/lib/errors.ts";
import { findInterpreter } from "../../src/sandbox/interpreter.ts";
import { FrameReader, frame } from "../../src/sandbox/wire.ts";

it("frames come out as they went in, however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.json(), { maxLength: 5 }), fc.array(fc.nat(40)), (texts, cuts) => {
      const messages: unknown[] = texts.map((text) => JSON.parse(text));
      const bytes = Buffer.concat(messages.map(frame));
      const reader = new FrameReader();
      const out: unknown[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        if (at < bytes.length) out.push(...reader.push(bytes.subarray(at, at + cut)));
        at += cut;
      }
      expect(out).toEqual(JSON.parse(JSON.stringify(messages)));
    }),
  );
});

it.each([
  ["too long", Buffer.from("ffffffff", "hex")],
  ["no JSON", Buffer.from("00000003616263", "hex")],
])("a frame that is %s is the isolation layer's failure", (_what, bytes) => {
  expect(() => new FrameReader().push(bytes)).toThrow(InfraError);
});

it("plain data survives the way between judge and candidate, and bytes that are none do no harm", async () => {
  const { path } = await findInterpreter();
  const script = fileURLToPath(new URL("./fixtures/wire_fuzz.py", import.meta.url));
  const halves = ["languages/python", "sandbox"].map((it) =>
    fileURLToPath(new URL(`../../src/${it}`, import.meta.url)),
  );
  const { stdout } = await promisify(execFile)(path, ["-B", "-S", script, ...halves]);
  const [, back, refused] = /^back (\d+) refused (\d+)$/.exec(stdout.trim()) ?? [];
  expect(Number(back)).toBe(1500);
  expect(Number(refused)).toBeGreaterThan(5_000);
});
