/** What `doctor` finds out about a model: whether it can run here, and whether it answers. */
import { say } from "../lib/terminal.ts";
import { parseModel } from "../models/index.ts";
import { type FoundModel, lookAtModel } from "../models/weights/inventory.ts";
import { openModel } from "../search/model.ts";
import type { Found } from "./doctor_attacks.ts";

/** Makes a check, and tells whether it holds. */
export type Look = (what: string, check: () => Promise<Found>) => Promise<boolean>;

/** Files on this machine are looked at before they are loaded, which takes minutes at the first time. */
export async function lookAtAnswers(name: string, look: Look): Promise<void> {
  const found = await lookAtModel(parseModel(name)).catch((error: Error) => error);
  const looked = async () => {
    if (found instanceof Error) throw found;
    return filesFinding(found as FoundModel);
  };
  if (found === undefined || (await look("model's files", looked))) await look("model", () => answers(name));
}

function filesFinding({ format, architecture, bytes, memory, trouble }: FoundModel): Found {
  const about = `${format}, ${architecture || "of no known architecture"}, ${gigabytes(bytes)} on the disk`;
  if (trouble !== undefined) return { ok: false, says: `${about}; cannot run here`, hint: trouble };
  if (memory === undefined) return { ok: true, says: about };
  const free = process.availableMemory();
  const ok = memory <= free;
  return {
    ok,
    says: `${about}; needs about ${gigabytes(memory)} of memory, ${gigabytes(free)} are free`,
    hint: ok ? undefined : "end other programs, take a smaller model, or serve it elsewhere and pass --base-url",
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

async function answers(name: string): Promise<Found> {
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
  await using model = await openModel(parseModel(name), { sampling, report: say });
  if (model.dtype === "") return { ok: true, says: `${name} is ready` };
  const { text } = await model.chat.invoke("Say hello.");
  return { ok: true, says: `${name} (${model.dtype}) answers ${JSON.stringify(text.slice(0, 40))}` };
}
