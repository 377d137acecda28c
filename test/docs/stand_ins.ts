/** What the documents' commands find instead of the network: a hub, and servers that speak the two protocols. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { randomModelFiles } from "../../src/models/graph/random_model.ts";
import { completion, json, message, type Reply, startServer, type TestServer } from "../support/http_server.ts";
import { ROOT } from "../support/program.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";

/** So many tasks does the stand-in for HumanEvalPack have. */
const HUB_TASKS = 6;

/** A hub on which every model id is a tiny random model, and HumanEvalPack is the beginning of the project's own sample. */
export function startHub(): Promise<TestServer> {
  const files = new Map([...randomModelFiles(1)].map(([path, parts]) => [path, Buffer.concat(parts)]));
  const tasks = `${readFileSync(join(ROOT, "dataset/sample_python.jsonl"), "utf8").split("\n").slice(0, HUB_TASKS).join("\n")}\n`;
  return startServer((response, { url, headers }) => {
    const path = decodeURIComponent(url.split("?")[0] ?? "");
    if (path === "/datasets/bigcode/humanevalpack/resolve/main/data/python/data/humanevalpack.jsonl")
      return void response.end(tasks);
    if (/^\/api\/models\/[^/]+\/[^/]+\/revision\/main$/.test(path)) return json(response, modelInfo(files));
    const file = /^\/[^/]+\/[^/]+\/resolve\/[0-9a-f]{40}\/(.*)$/.exec(path)?.[1] ?? "";
    send(response, files.get(file), headers.range);
  });
}

function modelInfo(files: ReadonlyMap<string, Buffer>) {
  const siblings = [...files].map(([rfilename, bytes]) => ({
    ...{ rfilename, size: bytes.length },
    ...(rfilename.startsWith("onnx/") && {
      lfs: { sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.length },
    }),
  }));
  return { sha: SHA, siblings };
}

function send(response: ServerResponse, bytes: Buffer | undefined, range = ""): void {
  if (bytes === undefined) return void response.writeHead(404).end();
  const from = Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { "content-length": bytes.length - from }).end(bytes.subarray(from));
}

const ANSWER = "```python\ndef f():\n    return 1\n```";

/** A server that answers chat completions and messages, always the same. */
export function startModelServer(): Promise<TestServer> {
  const reply: Reply = (response, { url }) =>
    json(response, url.endsWith("/messages") ? message(ANSWER) : completion(ANSWER));
  return startServer(reply);
}
