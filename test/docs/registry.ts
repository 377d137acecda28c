/** A package registry on loopback that has this package; for every other it names the one that npm is set to. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json, startServer, type TestServer } from "../support/http_server.ts";

/** Packs the project that lies in the folder, as `npm publish` would. */
export async function startRegistry(project: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "docs-registry-"));
  try {
    const packed = npm(project, "pack", "--silent", "--pack-destination", folder);
    const tarball = readFileSync(join(folder, packed.trim().split("\n").at(-1) ?? ""));
    const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    const others = npm(project, "config", "get", "registry").trim().replace(/\/$/, "");
    return await startServer((response, { url, headers }) => {
      if (url === `/${manifest.name}`) json(response, packument(manifest, tarball, `http://${headers.host}`));
      else if (url === `/${manifest.name}.tgz`) response.end(tarball);
      else response.writeHead(302, { location: `${others}${url}` }).end();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npm(project: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function packument(manifest: { name: string; version: string }, tarball: Buffer, host: string) {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const dist = { tarball: `${host}/${name}.tgz`, integrity };
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
