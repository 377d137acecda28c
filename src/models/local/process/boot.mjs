// A model's process starts without the loader for TypeScript that its parent may have, so this first file is JavaScript.
import { existsSync } from "node:fs";

const [source, built] = ["./serve.ts", "./serve.js"].map((name) => new URL(name, import.meta.url));
const fromSource = existsSync(source);
if (fromSource) (await import("tsx/esm/api")).register();
await import((fromSource ? source : built).href);
