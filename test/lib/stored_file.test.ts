import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJsonl } from "../../src/lib/jsonl.ts";
import { bytesOf, isPlainRows } from "../../src/lib/pieces.ts";
import { readStoredText } from "../../src/lib/stored/encoding.ts";
import { readStored, sha256OfStored } from "../../src/lib/stored/stored_file.ts";

/** Three hundred times these two lines, as the zstd library (1.5) packs them: one segment, a stream, level 22. */
const PAIR = '{"a":1}\n{"b":"é"}\n';
const ZSTD = [
  "KLUv/WREFd0AAIh7ImEiOjF9CnsiYiI6IsOpIgIALGazQbNlCXtgCNw=",
  "KLUv/QRY3QAAmHsiYSI6MX0KeyJiIjoiw6kifQoBAF3M+hkGe2AI3A==",
  "KLUv/WBEFd0AAJh7ImEiOjF9CnsiYiI6IsOpIn0KAQBdzPoZBg==",
].map((text) => Buffer.from(text, "base64"));
const TEXT = PAIR.repeat(300);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "repair-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function values(path: string): Promise<unknown[]> {
  const all = [];
  for await (const { value } of readJsonl(path)) all.push(value);
  return all;
}

const VALUES = [{ a: 1 }, { b: "é" }];
const utf16 = (text: string, big = false): Buffer => {
  const bytes = Buffer.from(text, "utf16le");
  return big ? bytes.swap16() : bytes;
};
/** A skippable frame, as parallel packers write them. */
const SKIPPED = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

describe("a file of values is read", () => {
  it.each<[string, Uint8Array | string]>([
    ["plain", PAIR],
    ["without an end of its last line", PAIR.trimEnd()],
    ["with a byte order mark", `\ufeff${PAIR}`],
    ["joined of files with byte order marks", PAIR.replace(/^|\n(?=.)/g, "$&\ufeff")],
    ["with CRLF and blank lines", `\r\n \r\n${PAIR.replaceAll("\n", "\r\n\r\n")}`],
    ["UTF-16, little end first", utf16(`\ufeff${PAIR}`)],
    ["UTF-16, big end first", utf16(`\ufeff${PAIR}`, true)],
    ["UTF-16 without a mark", utf16(PAIR)],
    ["UTF-16 without a mark, big end first", utf16(PAIR, true)],
    ["gzip", gzipSync(PAIR)],
    ["gzip in two members", Buffer.concat([gzipSync('{"a":1}\n{'), gzipSync('"b":"é"}')])],
    ["UTF-16 in gzip", gzipSync(utf16(`\ufeff${PAIR}`))],
    ["one array", JSON.stringify(VALUES)],
    [
      "one array over lines, with a mark and CRLF",
      `\ufeff\r\n${JSON.stringify(VALUES, null, 2).replaceAll("\n", "\r\n")}`,
    ],
    ["one array in gzip, in UTF-16", gzipSync(utf16(JSON.stringify(VALUES)))],
  ])("%s", async (name, bytes) => {
    expect(await values(written(name.replaceAll(" ", "_"), bytes))).toEqual(VALUES);
  });

  it.each(ZSTD.map((bytes, at) => [at, bytes] as const))(
    "as Zstandard, way %i, and joined of frames",
    async (_at, bytes) => {
      expect(await readStoredText(written("one.zst", bytes))).toBe(TEXT);
      const joined = Buffer.concat([SKIPPED, ...ZSTD, SKIPPED, bytes]);
      expect(await readStoredText(written("joined.zst", joined))).toBe(TEXT.repeat(4));
    },
  );

  it("under any name, and its hash is that of what was packed", async () => {
    const plain = written("plain.jsonl", TEXT);
    for (const bytes of [gzipSync(TEXT), ...ZSTD])
      expect(await sha256OfStored(written("packed.jsonl", bytes))).toBe(await sha256OfStored(plain));
  });

  it("in pieces that lie where the whole says, whatever it is stored as", async () => {
    const array = written("pieces.json", JSON.stringify(VALUES, null, 1));
    const packed = written("pieces.jsonl.gz", gzipSync(`\ufeff${PAIR}`));
    const pieces = [
      { path: array, span: { start: 8, length: 11 } },
      { path: packed, span: { start: 3, length: 8 } },
    ];
    const read = [];
    for await (const bytes of bytesOf(pieces)) read.push(bytes.toString());
    expect(read).toEqual(['{"b":"é"}\n', '{"a":1}\n']);
    expect([await isPlainRows(array), await isPlainRows(packed)]).toEqual([false, false]);
    expect(await isPlainRows(written("own.jsonl", PAIR))).toBe(true);
  });
});

async function refusal(path: string): Promise<string> {
  const error = await values(path).then(
    () => expect.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: "UserError", exitCode: 2, message: expect.not.stringContaining("\n") });
  const { message } = error as Error;
  expect(message).toContain(path);
  expect(message.length).toBeLessThan(400);
  return message.replace(path, "FILE");
}

/** A frame of runs: four bytes that become 128 KiB each. */
function zstdBomb(runs: number): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  const size = ((2 ** 17) << 3) | (1 << 1);
  const run = Buffer.from([size & 255, (size >> 8) & 255, (size >> 16) & 255, 0x20]);
  const last = Buffer.from([1, 0, 0]);
  return Buffer.concat([header, ...Array.from({ length: runs }, () => run), last]);
}

describe("a file that cannot be used is one line", () => {
  it.each<[string, Uint8Array | string, RegExp]>([
    ["cut gzip", gzipSync(TEXT).subarray(0, 40), /^FILE is cut short$/],
    [
      "damaged gzip",
      Buffer.concat([gzipSync(TEXT).subarray(0, 20), Buffer.alloc(30, 7)]),
      /^FILE is (damaged|cut short)$/,
    ],
    ["cut Zstandard", (ZSTD[0] as Buffer).subarray(0, 30), /^FILE is cut short$/],
    ["Zstandard cut in its checksum", (ZSTD[0] as Buffer).subarray(0, 39), /^FILE is cut short$/],
    [
      "damaged Zstandard",
      Buffer.concat([(ZSTD[0] as Buffer).subarray(0, 12), Buffer.alloc(40, 0xff)]),
      /^FILE is (damaged|cut short)$/,
    ],
    ["something behind Zstandard", Buffer.concat([ZSTD[0] as Buffer, Buffer.from("xxxx")]), /^FILE is damaged$/],
    ["Zstandard that asks for a window of 3 TiB", Buffer.from("28b52ffd00f8010000", "hex"), /needs more than 128 MiB/],
    ["Zstandard of one segment of 2 GiB", Buffer.from("28b52ffda000000080010000", "hex"), /needs more than 128 MiB/],
    ["bzip2", "BZh91AY&SY", /^FILE is packed with bzip2, which is not read here$/],
    ["xz", Buffer.from("fd377a585a0000", "hex"), /packed with xz/],
    ["zip", "PK\u0003\u0004....", /packed with zip/],
    ["a bomb of spaces in gzip", gzipSync(Buffer.alloc(2 ** 27, 0x20)), /^FILE unpacks to more than 64 MiB/],
    ["a bomb of lines in gzip", gzipSync(Buffer.alloc(2 ** 27, 0x0a)), /^FILE unpacks to more than 64 MiB/],
    ["a bomb in Zstandard", zstdBomb(4096), /^FILE unpacks to more than 64 MiB/],
    ["UTF-32", Buffer.from("fffe00007b000000", "hex"), /^FILE is no UTF-8 text, but UTF-32/],
    ["zeros", Buffer.alloc(100), /^FILE is no UTF-8 text/],
    ["half of a character of UTF-16", utf16(`\ufeff${PAIR}`).subarray(0, 9), /^FILE is neither UTF-8 nor whole UTF-16/],
    ["Latin-1", Buffer.from('{"a":1}\n{"b":"é"}\n', "latin1"), /^FILE, line 2: not UTF-8 text$/],
    ["Latin-1 in an array", Buffer.from('[{"b":"é"}]\n', "latin1"), /^FILE: not UTF-8 text$/],
    ["no JSON", '{"a":1}\n\n{"a" 1}\n', /^FILE, line 3: not valid JSON \(.*\)$/],
    ["an array with an error", '[\n{"a":1},\n{"a" 1}\n]', /^FILE, line 3: not valid JSON \(.*\)$/],
    ["an array that was cut", '[\n{"a":1},\n{"a":', /^FILE, line 3: not valid JSON \(.*\)$/],
  ])("%s", async (name, bytes, says) => {
    expect(await refusal(written(name.replaceAll(" ", "_"), bytes))).toMatch(says);
  });

  it("a folder, a pipe, a device, one that is not there", async () => {
    const inside = join(folder, "inside");
    mkdirSync(inside);
    expect(await refusal(inside)).toBe("FILE: is a directory");
    execFileSync("mkfifo", [join(folder, "pipe")]);
    expect(await refusal(join(folder, "pipe"))).toBe("FILE: is a pipe or a device");
    expect(await refusal("/dev/zero")).toBe("FILE: is a pipe or a device");
    expect(await refusal(join(folder, "none"))).toBe("FILE: no such file");
  });

  it.skipIf(process.getuid?.() === 0)("one that may not be read", async () => {
    const path = written("closed", PAIR);
    chmodSync(path, 0);
    expect(await refusal(path)).toBe("FILE: cannot be read (EACCES)");
  });

  // Half a gigabyte is read; the bombs above run into the same limits.
  it.runIf(process.env.CI === "true")("one that is needed whole and is larger than memory should hold", async () => {
    const path = written("sparse.json", "[");
    truncateSync(path, 3 * 2 ** 30);
    await expect(readStored(path)).rejects.toThrow(`${path} holds more than 1024 MiB, which must be read at once`);
    expect(await refusal(path)).toMatch(/^FILE holds more than 511 MiB/);
  });
});
