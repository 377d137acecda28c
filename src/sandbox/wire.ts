/** What travels between this process and a fork server: length-prefixed JSON, checked where it enters. */
import { z } from "zod";
import { InfraError } from "../lib/errors.ts";

/** No reply is larger: two streams at their limits, and a report. */
const MAX_FRAME = 512 * 2 ** 20;

/** A message as bytes: four bytes of length (big-endian), then UTF-8 JSON. */
export function frame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message), "utf8");
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

/** Cuts a stream of chunks into messages. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private length = 0;

  /** The messages that this chunk completes. Throws InfraError for bytes that are none. */
  push(chunk: Buffer): unknown[] {
    this.chunks.push(chunk);
    this.length += chunk.length;
    const messages: unknown[] = [];
    for (let body = this.take(); body !== undefined; body = this.take()) messages.push(parse(body));
    return messages;
  }

  private take(): Buffer | undefined {
    if (this.length < 4) return undefined;
    if ((this.chunks[0]?.length ?? 0) < 4) this.chunks = [Buffer.concat(this.chunks)];
    const size = this.chunks[0]?.readUInt32BE(0) ?? 0;
    if (size > MAX_FRAME) throw new InfraError(`the sandbox sent a message of ${size} bytes`);
    if (this.length < 4 + size) return undefined;
    const all = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
    this.chunks = [all.subarray(4 + size)];
    this.length -= 4 + size;
    return all.subarray(4, 4 + size);
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new InfraError("the sandbox sent something that is no message", { cause });
  }
}

/** Characters; a program can write into its own report, which is recorded and shown to models: `harness/source`. */
const upTo = (most: number) => z.string().transform((text) => text.slice(0, most));
const [MAX_NAME, MAX_SOURCE, MAX_TEXT, MAX_FRAMES] = [100, 300, 2000, 12];

const frameSchema = z
  .tuple([z.number().int(), upTo(MAX_NAME), upTo(MAX_SOURCE)])
  .transform(([line, name, source]) => ({ line, function: name, source }));

const failureSchema = z.object({
  type: upTo(MAX_NAME),
  message: upTo(MAX_TEXT),
  frames: z.array(frameSchema).transform((frames) => frames.slice(0, MAX_FRAMES)),
  assertion: upTo(MAX_TEXT).optional(),
});

/** What the judge's process (or a program, about itself) reported. */
export const reportSchema = z.object({
  verdict: z
    .enum([
      "passed",
      "wrong_answer",
      "runtime_error",
      "syntax_error",
      "missing_entry_point",
      "unsupported_type",
      "ended",
      "broken_tests",
    ])
    .optional(),
  asserts: z.number().int().nonnegative().default(0),
  failure: failureSchema.optional(),
});
export type JobReport = z.infer<typeof reportSchema>;

const endSchema = z.object({
  exit: z.number().int().nullable(),
  signal: z.number().int().nullable(),
  cpu: z.number(),
  /** The zygote sent SIGKILL before it saw the process end. */
  killed: z.boolean(),
});
export type ProcessEnd = z.infer<typeof endSchema>;

const streamSchema = z.object({ text: z.string(), cut: z.boolean() });

/** A fork server's answer to one job. */
export const replySchema = z.object({
  ends: z.record(z.enum(["candidate", "judge", "program", "executable"]), endSchema.optional()),
  /** What kept a process from standing behind its isolation layer; the isolation layer's own failure. */
  failure: z.string().nullable(),
  /** Processes that had to be ended after the job. */
  left: z.number(),
  limit: z.enum(["time", "output", "disk", "memory"]).nullable(),
  outOfMemory: z.boolean(),
  seconds: z.number(),
  report: z.string(),
  stdout: streamSchema,
  stderr: streamSchema,
});
export type Reply = z.infer<typeof replySchema>;

/** The first word of a fork server. */
export const helloSchema = z.union([
  z.object({ ready: z.literal(true), landlock: z.number() }),
  z.object({ error: z.string() }),
]);
