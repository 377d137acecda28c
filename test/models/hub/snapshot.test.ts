import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelHub, snapshotFolder } from "../../../src/models/hub/repository.ts";
import { fetchFiles } from "../../../src/models/hub/snapshot.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { startServer } from "../../support/http_server.ts";

const BODY = Buffer.from("0123456789".repeat(100));
const SHA256 = createHash("sha256").update(BODY).digest("hex");
const FILE = { path: "onnx/model.onnx", size: BODY.length, sha256: SHA256 };
const REPO = { id: "some/model", commit: "abc1234", files: [FILE] };

/** Fetches the file where a part of it is there already. */
async function fetched(part: string | undefined, file: typeof FILE | Omit<typeof FILE, "size"> = FILE) {
  const ranges: (string | undefined)[] = [];
  await using server = await startServer((response, { headers }) => {
    ranges.push(headers.range);
    const from = Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
    if (from > BODY.length) return void response.writeHead(416).end();
    response.writeHead(from > 0 ? 206 : 200).end(BODY.subarray(from));
  });
  const transfer = { attempts: 3, backoffMs: 1, report: () => {} };
  const hub = { ...modelHub([temporaryFolder()], transfer), endpoint: server.url };
  const target = join(snapshotFolder(hub, REPO), FILE.path);
  if (part !== undefined) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.part`, part);
  }
  const error = await fetchFiles(hub, REPO, [file]).then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  const bytes = existsSync(target) ? readFileSync(target) : undefined;
  return { ranges, error, whole: bytes?.equals(BODY) ?? false, left: existsSync(`${target}.part`) };
}

describe("a file of a repository", () => {
  it("is fetched whole, or from where an earlier download ended", async () => {
    expect(await fetched(undefined)).toEqual({ ranges: [undefined], error: undefined, whole: true, left: false });
    const half = BODY.subarray(0, 400).toString();
    expect(await fetched(half)).toEqual({ ranges: ["bytes=400-"], error: undefined, whole: true, left: false });
    expect((await fetched(BODY.toString())).ranges).toEqual([]);
  });

  it("is begun anew where more of it lies there than there is", async () => {
    const result = await fetched(`${BODY}and more`);
    expect(result).toMatchObject({ error: undefined, whole: true, left: false });
    expect(result.ranges.at(-1)).toBeUndefined();
  });

  it("is refused, and not kept, where its hash is another", async () => {
    const wrong = await fetched("x".repeat(400));
    expect(wrong).toMatchObject({ whole: false, left: false });
    expect(wrong.error).toMatch(/arrived damaged: its SHA-256 is not the hub's/);
  });
});
