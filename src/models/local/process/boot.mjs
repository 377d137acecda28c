// A model's process starts without the loader for TypeScript that its parent may have, so this first file is JavaScript.
import { existsSync } from "node:fs";

const source = new URL("./serve.ts", import.meta.url);
if (existsSync(source)) {
  const { register } = await import("tsx/esm/api");
  register();
  await import(source.href);
} else {
  await import("./serve.js");
}
