/** HumanEvalPack from the Hugging Face hub, kept in `dataset/` as JSON Lines. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import type { Language, Report } from "../core/index.ts";
import { DownloadError, type DownloadOptions, download } from "../lib/download.ts";
import { messageOf, UserError } from "../lib/errors.ts";
import { parseTasks } from "./data_file.ts";
import { parseParquet } from "./parquet.ts";

export interface HubOptions {
  readonly language: Language;
  /** The folder that holds `dataset/`. */
  readonly root: string;
  readonly report: Report;
  readonly signal?: AbortSignal;
  /** HF_ENDPOINT and HF_TOKEN are read from here. */
  readonly env?: NodeJS.ProcessEnv;
  /** Retries and time-outs. */
  readonly transfer?: Pick<DownloadOptions, "attempts" | "backoffMs" | "stallMs" | "maxBytes">;
}

const REPOSITORY = "bigcode/humanevalpack";
const DEFAULT_ENDPOINT = "https://huggingface.co";

/** Where a language's file stands in the repository: since its conversion to Parquet, and before it (mirrors). */
const layouts = (language: Language): readonly string[] => [
  `${language}/test-00000-of-00001.parquet`,
  `data/${language}/data/humanevalpack.jsonl`,
];

/** Where the benchmark is kept once it was downloaded. */
export function cachePath(root: string, language: Language): string {
  return join(root, "dataset", `humanevalfix_${language}.jsonl`);
}

/**
 * Downloads a language's tasks, checks every row, and saves them in `dataset/` in one step: the file is whole or
 * not there. A file that is already there is replaced.
 *
 * @returns the file, its SHA-256 in hex, and the number of its tasks
 * @throws UserError in one line: no network, a token that is missing or refused, not found, an answer that is not the
 * data set
 */
export async function downloadDataset(options: HubOptions): Promise<{ path: string; sha256: string; tasks: number }> {
  const path = cachePath(options.root, options.language);
  const endpoint = endpointOf(options.env ?? process.env);
  options.report(`downloading ${REPOSITORY} (${options.language}) from ${endpoint.origin}`);
  const { url, body } = await fetchFirst(endpoint, options);
  const tasks = (await parseTasks(body, url)).length;
  const bytes = await asJsonl(body, url);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await saveWhole(path, bytes);
  options.report(`saved ${relative(options.root, path)}: ${tasks} tasks, sha256 ${sha256}`);
  return { path, sha256, tasks };
}

function endpointOf(env: NodeJS.ProcessEnv): URL {
  const given = env.HF_ENDPOINT?.trim() || DEFAULT_ENDPOINT;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new UserError(`HF_ENDPOINT is not a web address: ${given}`, { hint: `the default is ${DEFAULT_ENDPOINT}` });
}

/** Tries the known layouts in turn: only "not found" leads to the next. */
async function fetchFirst(endpoint: URL, options: HubOptions): Promise<{ url: string; body: Buffer }> {
  const token = (options.env ?? process.env).HF_TOKEN?.trim();
  const { report, signal, transfer } = options;
  const base = endpoint.href.replace(/\/+$/, "");
  let last: unknown;
  for (const file of layouts(options.language)) {
    const url = new URL(`${base}/datasets/${REPOSITORY}/resolve/main/${file}`);
    try {
      const body = await download(url, { report, ...transfer, ...(token && { token }), ...(signal && { signal }) });
      return { url: url.href, body };
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      last = hubError(error, base, Boolean(token), options);
      if (error.status !== 404) break;
    }
  }
  throw last;
}

function hubError(error: DownloadError, base: string, hasToken: boolean, { language }: HubOptions): UserError {
  const what = `${REPOSITORY} (${language})`;
  const elsewhere =
    `on a machine with network, \`npm run download -- --language ${language}\` writes ` +
    `dataset/humanevalfix_${language}.jsonl: copy it here, or name a file with --dataset-path`;
  const [message, hint] = ((): [string, string] => {
    if (error.status === 401 && hasToken) return ["the token was refused (401)", "check HF_TOKEN, or unset it"];
    if (error.status === 401) return ["a token is asked for (401)", "set HF_TOKEN to a token of yours"];
    if (error.status === 403) return ["access is denied (403)", "HF_TOKEN must belong to someone who may read it"];
    if (error.status === 404) return ["there is no such file (404)", "check HF_ENDPOINT, or use --dataset-path"];
    if (error.status !== undefined) return [error.message, "try again later, or use --dataset-path"];
    return [error.message, elsewhere];
  })();
  return new UserError(`cannot download ${what} from ${base}: ${message}`, { hint, cause: error });
}

async function asJsonl(body: Buffer, url: string): Promise<Buffer> {
  if (extname(url) !== ".parquet") return body;
  const rows = await parseParquet(body, url);
  const plain = (_key: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
  return Buffer.from(rows.map((row) => `${JSON.stringify(row.value, plain)}\n`).join(""));
}

/** Writes beside the target, flushes, then renames: nobody ever sees half a file. */
async function saveWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, bytes, { flag: "wx", flush: true });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new UserError(`cannot write ${path} (${messageOf(cause)})`, { cause });
  }
}
