import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { downloadDataset, type HubOptions } from "../../src/datasets/hub.ts";
import { loadTasks } from "../../src/datasets/index.ts";
import { UserError } from "../../src/lib/errors.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Answer, body, cut, type Hub, hangUp, redirect, stall, startHub, status } from "./hub_server.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const PARQUET = readFileSync(join(FIXTURES, "duckdb_zstd.parquet"));
const LINES = readFileSync(join(FIXTURES, "rows.jsonl"));
const ok = body(PARQUET);

const BASE = "/datasets/bigcode/humanevalpack/resolve/main";
const TRANSFER = { attempts: 3, backoffMs: 1, stallMs: 10_000 };

interface Changes extends Partial<HubOptions> {
  readonly token?: string;
}

function get(hub: Pick<Hub, "url">, { token, ...changes }: Changes = {}) {
  const folder = changes.folder ?? join(temporaryFolder(), "dataset");
  const env = { HF_ENDPOINT: hub.url, ...(token && { HF_TOKEN: token }) };
  const lines: string[] = [];
  const report = (line: string): void => void lines.push(line);
  const done = downloadDataset({ language: "python", folder, report, env, transfer: TRANSFER, ...changes });
  done.catch(() => {});
  return { folder, lines, done };
}

async function failure({ folder, done }: { folder: string; done: Promise<unknown> }): Promise<UserError> {
  const error = await done.then(
    () => expect.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain("\n");
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  return error as UserError;
}

describe("downloading from the hub", () => {
  it("keeps the Parquet file of today's layout as JSON Lines that read as the same tasks", async () => {
    const hub = await startHub(ok);
    const { folder, lines, done } = get(hub);
    const saved = await done;
    expect(hub.paths).toEqual([`${BASE}/python/test-00000-of-00001.parquet`]);
    expect(hub.tokens).toEqual([undefined]);
    expect(readdirSync(folder)).toEqual(["humanevalfix_python.jsonl"]);
    const bytes = readFileSync(saved.path);
    expect(saved).toMatchObject({ tasks: 3, sha256: createHash("sha256").update(bytes).digest("hex") });
    expect(lines.at(-1)).toContain(saved.sha256);
    const loaded = await loadTasks({ folders: [folder], report: () => expect.fail("it is in the cache") });
    expect(loaded.tasks).toEqual((await loadTasks({ path: join(FIXTURES, "rows.jsonl"), report: () => {} })).tasks);
    expect(JSON.parse(bytes.toString().split("\n")[0] ?? "")).toHaveProperty("instruction");
  });

  it("falls back to the layout before the conversion, and keeps that file byte for byte", async () => {
    const hub = await startHub(status(404), body(LINES));
    const saved = await get(hub, { language: "js" }).done;
    expect(hub.paths).toEqual([`${BASE}/js/test-00000-of-00001.parquet`, `${BASE}/data/js/data/humanevalpack.jsonl`]);
    expect(readFileSync(saved.path).equals(LINES)).toBe(true);
    expect(saved.path.endsWith("humanevalfix_js.jsonl")).toBe(true);
  });

  it("replaces a file that is there", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "humanevalfix_python.jsonl"), "old");
    await get(await startHub(ok), { folder }).done;
    expect(readFileSync(join(folder, "humanevalfix_python.jsonl"), "utf8")).toContain("SamplePython/15");
  });

  it("works below a path, with or without a slash at the end", async () => {
    const hub = await startHub(ok);
    await get({ url: `${hub.url}/mirror/` }).done;
    await get({ url: `${hub.url}/mirror` }).done;
    expect(hub.paths).toEqual(Array(2).fill(`/mirror${BASE}/python/test-00000-of-00001.parquet`));
  });

  it("shows its token to the hub, and not to the host that a redirect leads to", async () => {
    const store = await startHub(ok);
    const hub = await startHub(redirect(() => store.url));
    await get(hub, { token: " hf_secret\n" }).done;
    expect(hub.tokens).toEqual(["Bearer hf_secret"]);
    expect(store.tokens).toEqual([undefined]);
  });
});

describe("a hub that is not well", () => {
  const passing: [string, Answer[]][] = [
    ["429 with Retry-After", [status(429, { "retry-after": "0" }), ok]],
    ["500, then 503", [status(500), status(503), ok]],
    ["a date that has passed as Retry-After", [status(503, { "retry-after": "Mon, 01 Jan 2024 00:00:00 GMT" }), ok]],
    ["a reply that is cut", [cut(PARQUET), ok]],
    ["a connection that is dropped", [hangUp, hangUp, ok]],
  ];
  it.each(passing)("is asked again: %s", async (_name, answers) => {
    const hub = await startHub(...answers);
    const { lines, done } = get(hub);
    expect(await done).toMatchObject({ tasks: 3 });
    expect(hub.paths).toHaveLength(answers.length);
    expect(lines.filter((line) => line.includes("trying again in"))).toHaveLength(answers.length - 1);
  });

  it("waits as long as the hub asks", async () => {
    const { lines, done } = get(await startHub(status(429, { "retry-after": "1" }), ok));
    await done;
    expect(lines.join("\n")).toContain("answered 429; trying again in 1.0 s");
  });

  it("gives up a connection that stalls", async () => {
    const hub = await startHub(stall);
    const error = await failure(get(hub, { transfer: { ...TRANSFER, stallMs: 500, attempts: 2 } }));
    expect(error.message).toMatch(/no byte from 127\.0\.0\.1:\d+ for 0\.5 s/);
    expect(hub.paths).toHaveLength(2);
  });

  it("gives up after its tries, and at once when it is asked to wait too long", async () => {
    const hub = await startHub(status(503));
    expect((await failure(get(hub))).message).toMatch(/answered 503$/);
    expect(hub.paths).toHaveLength(3);
    const busy = await startHub(status(429, { "retry-after": "3600" }));
    expect((await failure(get(busy))).message).toMatch(/answered 429, asking for 3600 s/);
    expect(busy.paths).toHaveLength(1);
  });

  const final: [string, Answer, string | undefined, RegExp, RegExp][] = [
    ["no token", status(401), undefined, /a token is asked for \(401\)/, /set HF_TOKEN/],
    ["a wrong token", status(401), "hf_secret", /the token was refused \(401\)/, /check HF_TOKEN/],
    ["a token without the right", status(403), "hf_secret", /access is denied \(403\)/, /HF_TOKEN/],
    ["nothing there", status(404), undefined, /there is no such file \(404\)/, /HF_ENDPOINT/],
    ["a page instead of the data", body("<html>Sign in</html>"), undefined, /is not a Parquet file/, /|/],
    ["half of the data", body(PARQUET.subarray(0, 5000)), undefined, /cut short/, /get the file again/],
  ];
  it.each(final)("says in one line: %s", async (_name, answer, token, says, hint) => {
    const error = await failure(get(await startHub(answer), token ? { token } : {}));
    expect(error.message).toMatch(says);
    expect(error.hint ?? "").toMatch(hint);
    expect(`${error.message} ${error.hint}`).not.toContain("hf_secret");
  });

  it("does not fill the memory with an endless answer", async () => {
    const error = await failure(get(await startHub(ok), { transfer: { ...TRANSFER, maxBytes: 1000 } }));
    expect(error.message).toMatch(/longer than 1000 bytes/);
  });

  it("without a network it says what to do, and does not try again", async () => {
    const { folder, lines, done } = get({ url: "http://127.0.0.1:1" });
    const error = await failure({ folder, done });
    expect(error.message).toMatch(/cannot download bigcode\/humanevalpack \(python\) at .*: connection failed/);
    expect(error.hint).toMatch(/machine with network.*humanevalfix_python\.jsonl.*--dataset-path/);
    expect(lines).toHaveLength(1);
  });

  it.each(["ftp://x", "huggingface.co", "http://"])("refuses %s as HF_ENDPOINT", async (url) => {
    expect((await failure(get({ url }))).message).toMatch(/HF_ENDPOINT is not a web address/);
  });

  it("stops when it is told to, in the middle of a wait too", async () => {
    const hub = await startHub(status(429, { "retry-after": "50" }));
    const controller = new AbortController();
    const folder = join(temporaryFolder(), "dataset");
    const report = (line: string): void =>
      void (line.includes("trying again") && controller.abort(new Error("enough")));
    const { done } = get(hub, { folder, report, signal: controller.signal });
    await expect(done).rejects.toThrow("enough");
    expect(existsSync(folder)).toBe(false);
  });

  it("a folder that cannot be written is one line", async () => {
    const folder = join(temporaryFolder(), "dataset");
    writeFileSync(folder, "a file where the folder should be");
    const error = await get(await startHub(ok), { folder }).done.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/humanevalfix_python\.jsonl cannot be written \(ENOTDIR\)/);
  });
});
