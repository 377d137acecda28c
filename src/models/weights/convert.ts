/** A stored model → a folder that the runtime loads, written once for each source and format. */
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "../../core/index.ts";
import { UserError } from "../../lib/errors.ts";
import { startOwnProcess } from "../../lib/own_process.ts";
import type { AttentionName } from "../graph/attention.ts";
import type { FormatName } from "../graph/formats.ts";
import { type ModelFiles, writeModel } from "../graph/model_files.ts";
import type { ConvertMessage, ConvertRequest } from "./convert_serve.ts";
import type { StoredModel } from "./stored_model.ts";
import { writtenBytes } from "./written_size.ts";

/** Raised whenever the same source would be written otherwise; part of a model's identity. */
export const CONVERSION_VERSION = 1;

export interface Conversion {
  readonly model: StoredModel;
  /** What the user called it. */
  readonly name: string;
  /** SHA-256 over the source, in hexadecimal. */
  readonly sourceHash: string;
  readonly format: FormatName;
  readonly attention: AttentionName;
  /** Conversations that one pass reads, where that is more than one. */
  readonly slots?: number;
  /** For a processor that needs unsigned bytes in `w8a8`: the same numbers, and so the same model, in another folder. */
  readonly unsigned?: boolean;
  /** Configuration and tokenizer; see `smallFiles`. */
  readonly small: ModelFiles;
  /** Folder of models. */
  readonly cacheDir: string;
  readonly report: Report;
  readonly signal?: AbortSignal;
}

/** The folder of the written model; it appears whole or not at all. */
export async function convertedModel(conversion: Conversion): Promise<string> {
  const { cacheDir, small } = conversion;
  const parent = join(cacheDir, "converted");
  const folder = join(parent, folderName(conversion));
  if (existsSync(join(folder, "config.json"))) return folder;
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  await assertRoom(conversion, parent);
  const building = join(parent, `.building-${process.pid}-${randomUUID()}`);
  try {
    await mkdir(join(building, "onnx"), { recursive: true });
    await write(conversion, building);
    await writeModel(building, small);
    await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was first.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return folder;
}

function folderName({ sourceHash, format, unsigned, attention, slots }: Conversion): string {
  const bytes = unsigned ? "u8" : undefined;
  const parts = [sourceHash.slice(0, 16), format, bytes, attention, slots, `v${CONVERSION_VERSION}`];
  return parts.filter((part) => part !== undefined).join("-");
}

/** What killed conversions left. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, pid] = /^\.building-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function assertRoom({ model, name, format }: Conversion, folder: string): Promise<void> {
  const needed = writtenBytes(model, format);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= needed) return;
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new UserError(
    `${name} as ${format} takes ${gigabytes(needed)}, and ${folder} has ${gigabytes(bavail * bsize)}`,
    {
      hint: "make room, or set CODE_REPAIR_CACHE to a folder on another disk",
    },
  );
}

async function write(
  { model, name, format, attention, slots, unsigned, report, signal }: Conversion,
  folder: string,
): Promise<void> {
  signal?.throwIfAborted();
  const child = startOwnProcess(new URL("./convert_boot.mjs", import.meta.url));
  const stop = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", stop);
  try {
    const { shape, tensors } = model;
    const variant = { format, attention, ...(slots && { slots }), ...(unsigned && { unsigned }) };
    const request: ConvertRequest = { model: { shape, tensors }, folder, ...variant };
    await ended(child, request, progressLines(name, format, report));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

/** Resolves when the writer has said that it is done. */
function ended(child: ChildProcess, request: ConvertRequest, onProgress: (done: number, total: number) => void) {
  return new Promise<void>((resolve, reject) => {
    child.on("message", (message: ConvertMessage) => {
      if (message.kind === "progress") onProgress(message.done, message.total);
      else if (message.kind === "done") resolve();
      else reject(new UserError(`the model cannot be written: ${message.why}`));
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => reject(new UserError(`the writer of the model ended (${signal ?? code})`)));
    child.send(request);
  });
}

/** A line at the start, and one for each quarter. */
function progressLines(name: string, format: string, report: Report): (done: number, total: number) => void {
  let told = -1;
  return (done, total) => {
    const quarter = Math.floor((4 * done) / total);
    if (quarter === told || done === total) return;
    told = quarter;
    report(`${name}: writing it as ${format}, once for this machine: ${Math.floor((100 * done) / total)} %`);
  };
}
