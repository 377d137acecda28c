/** HumanEvalPack from the Hugging Face hub, kept as JSON Lines. */
import { createHash } from "node:crypto";
import { extname, join } from "node:path";
import type { Report } from "../core/index.ts";
import { makeFolder, writeAtomically } from "../lib/files.ts";
import { download, HttpError, type Transfer } from "../lib/http.ts";
import { fileUrl, type Hub, hubError, hubOf } from "../lib/hub.ts";
import { jsonLine } from "../lib/jsonl.ts";
import { parseTasks } from "./data_file.ts";
import { parseParquet } from "./parquet.ts";

export interface HubOptions {
  readonly language: string;
  /** Where the file goes. */
  readonly folder: string;
  readonly report: Report;
  readonly signal?: AbortSignal;
  /** HF_ENDPOINT and HF_TOKEN are read from here. */
  readonly env?: NodeJS.ProcessEnv;
  /** Retries and time-outs. */
  readonly transfer?: Pick<Transfer, "attempts" | "backoffMs" | "stallMs" | "maxBytes">;
}

const REPOSITORY = "bigcode/humanevalpack";

/** Where a language's file stands in the repository: since its conversion to Parquet, and before it (mirrors). */
const layouts = (language: string): readonly string[] => [
  `${language}/test-00000-of-00001.parquet`,
  `data/${language}/data/humanevalpack.jsonl`,
];

/** Where the benchmark is kept once it was downloaded. */
export function cachePath(folder: string, language: string): string {
  return join(folder, `humanevalfix_${language}.jsonl`);
}

/**
 * Downloads a language's tasks, checks every row, and saves them in one step: the file is whole or
 * not there. A file that is already there is replaced.
 *
 * @returns the file, its SHA-256 in hex, and the number of its tasks
 * @throws UserError in one line: no network, a token that is missing or refused, not found, an answer that is not the
 * data set
 */
export async function downloadDataset(options: HubOptions): Promise<{ path: string; sha256: string; tasks: number }> {
  const path = cachePath(options.folder, options.language);
  const hub = hubOf(options.env);
  options.report(`downloading ${REPOSITORY} (${options.language}) from ${hub.endpoint}`);
  const { url, body } = await fetchFirst(hub, options);
  const tasks = (await parseTasks(body, url)).length;
  const bytes = await asJsonl(body, url);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await makeFolder(options.folder, "--dataset-path");
  await writeAtomically(path, bytes);
  options.report(`saved ${path}: ${tasks} tasks, sha256 ${sha256}`);
  return { path, sha256, tasks };
}

/** Tries the known layouts in turn: only "not found" leads to the next. */
async function fetchFirst(hub: Hub, options: HubOptions): Promise<{ url: string; body: Buffer }> {
  const { report, signal, transfer } = options;
  let last: unknown;
  for (const file of layouts(options.language)) {
    const url = fileUrl(hub, `datasets/${REPOSITORY}`, "main", file);
    try {
      const body = await download(url, { report, signal, ...transfer, ...(hub.token && { token: hub.token }) });
      return { url: url.href, body };
    } catch (error) {
      last = error;
      if (!(error instanceof HttpError) || error.status !== 404) break;
    }
  }
  throw hubError(
    `download ${REPOSITORY} (${options.language})`,
    hub,
    last,
    remedies(cachePath(options.folder, options.language)),
  );
}

function remedies(path: string) {
  const offline = `the same command on a machine with network saves it: copy that file to ${path}, or name it with --dataset-path`;
  return { offline, missing: "check HF_ENDPOINT, or use --dataset-path" };
}

async function asJsonl(body: Buffer, url: string): Promise<Buffer> {
  if (extname(url) !== ".parquet") return body;
  const rows = await parseParquet(body, url);
  const plain = (_key: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
  return Buffer.from(rows.map((row) => jsonLine(row.value, plain)).join(""));
}
