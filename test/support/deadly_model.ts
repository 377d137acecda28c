/** A model of one's own that ends its process over one task, as long as a file beside it says so. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SAMPLE } from "./answers.ts";
import { ROOT } from "./program.ts";

export interface DeadlyModel {
  /** For `--model`. */
  readonly name: string;
  /** From now on it answers that task, too. */
  mend(): void;
}

/** @param task the one that it dies of, while its other calls are in flight; it answers others with their known fix */
export function deadlyModel(folder: string, task: string): DeadlyModel {
  const [file, deadly] = [join(folder, "deadly.mjs"), join(folder, "deadly")];
  writeFileSync(deadly, "");
  writeFileSync(
    file,
    `import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { AIMessage } from ${JSON.stringify(join(ROOT, "node_modules/@langchain/core/dist/messages/index.js"))};
import { BaseChatModel } from ${JSON.stringify(join(ROOT, "node_modules/@langchain/core/dist/language_models/chat_models.js"))};

const rows = readFileSync(${JSON.stringify(SAMPLE)}, "utf8").trimEnd().split("\\n").map((line) => JSON.parse(line));

class Deadly extends BaseChatModel {
  _llmType() { return "deadly"; }
  async _generate(messages) {
    const asked = messages.at(-1).text;
    const row = rows.find((it) => asked.includes(it.buggy_solution.trim()));
    if (row.task_id === ${JSON.stringify(task)} && existsSync(${JSON.stringify(deadly)})) {
      await sleep(500);
      process.exit(9);
    }
    if (existsSync(${JSON.stringify(deadly)})) await sleep(1500);
    const text = "\`\`\`python\\n" + row.declaration + row.canonical_solution + "\`\`\`";
    const message = new AIMessage({ content: text, usage_metadata: { input_tokens: 5, output_tokens: 5, total_tokens: 10 } });
    return { generations: [{ text, message }] };
  }
}

export default new Deadly({});
`,
  );
  return { name: `module:${file}`, mend: () => rmSync(deadly) };
}
