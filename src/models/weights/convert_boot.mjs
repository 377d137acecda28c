// The process that writes a model starts without the loader for TypeScript that its parent may have; see `boot.mjs`.
import { existsSync } from "node:fs";

const [source, built] = ["./convert_serve.ts", "./convert_serve.js"].map((name) => new URL(name, import.meta.url));
const fromSource = existsSync(source);
if (fromSource) (await import("tsx/esm/api")).register();
await import((fromSource ? source : built).href);
