import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseModel } from "../../src/models/index.ts";
import { openModel } from "../../src/search/model.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";

const sampling = { temperature: 0.5, topP: 1, maxNewTokens: 64, stop: [] };
const CORE = join(ROOT, "node_modules", "@langchain", "core");
const FAKE = `import { FakeListChatModel } from "${CORE}/dist/utils/testing/index.js";\n`;

async function ask(source: string, extension = "ts"): Promise<string> {
  const file = join(temporaryFolder(), `model.${extension}`);
  writeFileSync(file, source);
  await using model = await openModel(parseModel(`module:${file}`), { sampling, report: () => {} });
  expect(model.identity).toMatchObject({ backend: "module", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  return (await model.chat.invoke("repair it", { task_id: "T/0", attempt: 0 })).text;
}

describe("a model of one's own", () => {
  it.each([
    ["the default export", `${FAKE}export default new FakeListChatModel({ responses: ["mine"] });`],
    ["an export named model", `${FAKE}export const model = new FakeListChatModel({ responses: ["mine"] });`],
    ["a function", `${FAKE}export default () => new FakeListChatModel({ responses: ["mine"] });`],
    ["an async function", `${FAKE}export default async () => new FakeListChatModel({ responses: ["mine"] });`],
  ])("is %s of a file", async (_name, source) => {
    expect(await ask(source)).toBe("mine");
  });

  it("is told the sampling settings where it is a function", async () => {
    const source = `${FAKE}export default (s: { temperature: number }) => new FakeListChatModel({ responses: [String(s.temperature)] });`;
    expect(await ask(source)).toBe("0.5");
  });

  it.each([
    ["exports nothing", "export const other = 1;", /exports no chat model/],
    ["exports something else", "export default { invoke: 1 };", /exports no chat model/],
    ["throws", "throw new Error('no key');", /cannot be loaded \(no key\)/],
    ["does not parse", "export default = ;", /cannot be loaded/],
  ])("that %s is refused in one line", async (_name, source, says) => {
    await expect(ask(source, "mjs")).rejects.toThrow(says);
  });

  it("that is not there is refused", async () => {
    const opening = openModel(parseModel("module:/none/model.ts"), { sampling, report: () => {} });
    await expect(opening).rejects.toThrow(/no such file/);
  });
});
