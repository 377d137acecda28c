import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { randomModelFiles } from "../../src/models/graph/random_model.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ask, open } from "./open_model.ts";
import { writeSmallSafetensors } from "./weights/small_models.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const FILES = new Map([...randomModelFiles(1)].map(([path, parts]) => [path, Buffer.concat(parts)]));
const WEIGHTS = FILES.get("onnx/model.onnx") as Buffer;

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A hub with the given repositories, as far as the program speaks to one. `first` may answer before it. */
async function startHub(repositories: Record<string, ReadonlyMap<string, Buffer>>, first: Handler = () => false) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "").split("?")[0] ?? "");
    asked.push(path);
    if (first(request, response)) return;
    const [id, rest] =
      Object.keys(repositories).flatMap((it) => (path.includes(`/${it}/`) ? [[it, path]] : []))[0] ?? [];
    const files = id === undefined ? undefined : repositories[id];
    if (files === undefined || rest === undefined) return void response.writeHead(404).end();
    if (rest === `/api/models/${id}/revision/main`) return void response.end(JSON.stringify(info(files)));
    const body = files.get(rest.slice(`/${id}/resolve/${SHA}/`.length));
    if (body === undefined) return void response.writeHead(404).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": body.length - from }).end(body.subarray(from));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  pointAt(url);
  return { asked, url, server };
}

function info(files: ReadonlyMap<string, Buffer>) {
  const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
  const lfs = (bytes: Buffer) => ({ sha256: sha256(bytes), size: bytes.length });
  const siblings = [...files].map(([rfilename, bytes]) => ({
    rfilename,
    size: bytes.length,
    ...(rfilename.startsWith("onnx/") && { lfs: lfs(bytes) }),
  }));
  return { sha: SHA, siblings };
}

function pointAt(url: string): void {
  const before = process.env.HF_ENDPOINT;
  process.env.HF_ENDPOINT = url;
  onTestFinished(() => {
    if (before === undefined) delete process.env.HF_ENDPOINT;
    else process.env.HF_ENDPOINT = before;
  });
}

const SHORT = { maxNewTokens: 5 };
const fast = () => ({ cacheDir: join(temporaryFolder(), "models"), transfer: { attempts: 3, backoffMs: 1 } });

describe("a model of the hub", () => {
  it("is written from its safetensors where it has no ONNX weights, and its second start asks nobody", async () => {
    const folder = temporaryFolder();
    writeSmallSafetensors(folder, { architecture: "qwen2", shards: true });
    const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
    const { asked, server } = await startHub({ "some/stored": files });
    const options = { ...fast(), dtype: "w8a8" };
    const said: string[] = [];
    let text: string;
    {
      await using model = await open("some/stored", SHORT, { ...options, report: (line) => void said.push(line) });
      text = (await ask(model, "hello")).text;
      expect(model.identity).toMatchObject({ id: "some/stored", revision: SHA, dtype: "w8a8" });
    }
    expect(said.join("\n")).toMatch(/some\/stored: writing it as w8a8/);
    server.close().closeAllConnections();
    const before = asked.length;
    await using again = await open("some/stored", SHORT, options);
    expect((await ask(again, "hello")).text).toBe(text);
    expect(asked).toHaveLength(before);
  });

  it("is downloaded once; the second start asks nobody", async () => {
    const { asked, server } = await startHub({ "some/model": FILES });
    const options = fast();
    {
      await using model = await open("some/model", SHORT, options);
      expect((await ask(model, "x")).completionTokens).toBe(5);
      expect(model.identity).toMatchObject({ id: "some/model", revision: SHA, dtype: "fp32" });
    }
    expect(asked).toContain(`/some/model/resolve/${SHA}/onnx/model.onnx`);
    const before = asked.length;
    await new Promise((done) => server.close(done));
    await using again = await open("some/model", SHORT, options);
    expect((await ask(again, "x")).completionTokens).toBe(5);
    expect(asked).toHaveLength(before);
  });

  it("takes the ONNX weights of the community where the named repository has none", async () => {
    const torch = new Map([["config.json", Buffer.from("{}")]]);
    await startHub({ "Org/Model": torch, "onnx-community/Model": FILES });
    const lines: string[] = [];
    await using model = await open("Org/Model", SHORT, { ...fast(), report: (line) => lines.push(line) });
    expect(model.identity).toMatchObject({ id: "onnx-community/Model" });
    expect(model.name).toBe("Org/Model");
    expect(lines[0]).toBe("Org/Model has no ONNX weights; taking those of onnx-community/Model");
  });

  it("goes on where a connection broke off, and survives 503s", async () => {
    let failures = 0;
    const ranges: (string | undefined)[] = [];
    await startHub({ "some/model": FILES }, (request, response) => {
      if (!request.url?.endsWith("model.onnx")) return false;
      ranges.push(request.headers.range);
      if (failures++ > 1) return false;
      if (failures === 1) response.writeHead(503).end();
      else {
        response.writeHead(200, { "content-length": WEIGHTS.length }).write(WEIGHTS.subarray(0, 1000));
        setTimeout(() => response.destroy(), 50);
      }
      return true;
    });
    await using model = await open("some/model", SHORT, fast());
    expect((await ask(model, "x")).completionTokens).toBe(5);
    expect(ranges).toEqual([undefined, undefined, "bytes=1000-"]);
  });

  it("refuses weights that arrived damaged, and keeps none of them", async () => {
    const damaged = Buffer.from(WEIGHTS);
    damaged[100] = (damaged[100] ?? 0) ^ 1;
    await startHub({ "some/model": FILES }, (request, response) => {
      if (!request.url?.endsWith("model.onnx")) return false;
      response.end(damaged);
      return true;
    });
    await expect(open("some/model", SHORT, fast())).rejects.toThrow("model.onnx arrived damaged");
  });

  it("sends HF_TOKEN, and says what a refusal means", async () => {
    const tokens: (string | undefined)[] = [];
    await startHub({ "some/model": FILES }, (request, response) => {
      tokens.push(request.headers.authorization);
      response.writeHead(403).end();
      return true;
    });
    process.env.HF_TOKEN = "hf_secret";
    onTestFinished(() => void delete process.env.HF_TOKEN);
    const refused = open("some/model", SHORT, fast());
    await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining("accept its terms") });
    await expect(refused).rejects.not.toThrow("hf_secret");
    expect(tokens[0]).toBe("Bearer hf_secret");
  });

  it.each<[string, string, object, ReadonlyMap<string, Buffer>, string]>([
    ["an unknown model", "some/other", {}, FILES, "has no model some/other"],
    [
      "a repository without ONNX files",
      "some/model",
      {},
      new Map([["config.json", Buffer.from("{}")]]),
      "no ONNX weights",
    ],
    ["a dtype that it has not", "some/model", { dtype: "q4" }, FILES, "some/model has no dtype q4"],
    ["what is no name", "../x y", {}, FILES, "not a hub id"],
  ])("says in one line: %s", async (_name, id, more, files, says) => {
    await startHub({ "some/model": files });
    await expect(open(id, SHORT, { ...fast(), ...more })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining(says),
    });
  });

  it("says in one line that there is no network, and what to try", async () => {
    pointAt("http://127.0.0.1:9");
    await expect(open("some/model", SHORT, fast())).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/^cannot look up some\/model at http:\/\/127\.0\.0\.1:9: .*$/),
      hint: expect.stringContaining("--model ./folder"),
    });
  });
});
