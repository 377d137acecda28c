/** Files of weights that are written while their graph is built, so that they are never in memory as a whole. */
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { ExternalData } from "./onnx.ts";

/** Offsets are multiples of a page, so that the file can be mapped into memory. */
const PAGE = 4096;

export interface WrittenFile<T> {
  readonly built: T;
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
}

/** Makes the file at `path` (and its folder), replacing an old one, for `build` to append to. */
export function writeExternalFile<T>(path: string, build: (data: ExternalData) => T): WrittenFile<T> {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  const hash = createHash("sha256");
  let end = 0;
  const write = (data: Uint8Array): void => {
    hash.update(data);
    for (let done = 0; done < data.byteLength; ) done += writeSync(file, data, done);
    end += data.byteLength;
  };
  const append = (data: Uint8Array): number => {
    write(new Uint8Array((PAGE - (end % PAGE)) % PAGE));
    const offset = end;
    write(data);
    return offset;
  };
  try {
    const built = build({ name: basename(path), append });
    return { built, bytes: end, sha256: hash.digest("hex") };
  } finally {
    closeSync(file);
  }
}
