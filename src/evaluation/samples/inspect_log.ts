/**
 * Logs of Inspect (https://inspect.aisi.org.uk/eval-logs.html): `.eval`, a zip archive with a JSON file for each sample,
 * or all of it in one `.json`.
 */
import { z } from "zod";
import { checked } from "../../lib/checked.ts";
import { UserError } from "../../lib/errors.ts";
import { parseJson } from "../../lib/jsonl.ts";
import { readStoredText } from "../../lib/stored/encoding.ts";
import { zipTexts } from "../../lib/stored/zip.ts";
import type { ForeignSample, ForeignSamples } from "./sample.ts";

const part = z.looseObject({ type: z.string().optional(), text: z.string().optional() });
const content = z.union([z.string(), z.array(part)]).nullish();
const sampleSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  epoch: z.number().int().min(1).default(1),
  output: z
    .looseObject({
      completion: z.string().nullish(),
      choices: z.array(z.looseObject({ message: z.looseObject({ content }).nullish() })).nullish(),
    })
    .nullish(),
  error: z.unknown().optional(),
});
const logSchema = z.looseObject({ eval: z.looseObject({}), samples: z.array(z.unknown()).nullish() });

/** @throws UserError where the log cannot be read, or holds no samples */
export async function readInspectJson(path: string): Promise<ForeignSamples> {
  const log = checked(logSchema, parseJson(await readStoredText(path), path), path);
  const rows = log.samples ?? [];
  return samplesOf(
    path,
    rows.map((value, at): Row => [`${path}, sample ${at + 1}`, value]),
  );
}

/** The same of a `.eval` file. */
export async function readInspectArchive(path: string): Promise<ForeignSamples> {
  const rows: Row[] = [];
  for await (const { name, text } of zipTexts(path, /^samples\/.+\.json$/)) {
    const where = `${path}, ${name}`;
    rows.push([where, parseJson(text, where)]);
  }
  return samplesOf(path, rows);
}

type Row = readonly [where: string, value: unknown];

function samplesOf(path: string, rows: readonly Row[]): ForeignSamples {
  const all = rows.map(([where, value]) => checked(sampleSchema, value, where));
  // A sample that ended in an error has no answer: the model was not wrong.
  const answered = all.filter(({ output, error }) => !error && (output?.choices?.length || output?.completion));
  const samples = answered
    .map((it): ForeignSample => ({ id: it.id, sample: it.epoch - 1, text: { answer: answerOf(it) } }))
    .sort((a, b) => (a.sample ?? 0) - (b.sample ?? 0));
  if (samples.length === 0)
    throw new UserError(`${path} holds no samples`, { hint: "was the log written with its samples (--log-samples)?" });
  const left = all.length - answered.length;
  return { samples, notes: left > 0 ? [`${path}: left out, because they hold no answer: ${left}`] : [] };
}

/** What the model wrote, without its reasoning. */
function answerOf({ output }: z.infer<typeof sampleSchema>): string {
  const said = output?.choices?.[0]?.message?.content;
  if (typeof said === "string") return said;
  if (Array.isArray(said)) return said.map(({ type, text }) => (type === "text" ? (text ?? "") : "")).join("");
  return output?.completion ?? "";
}
