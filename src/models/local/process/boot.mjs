// A model's process starts without the loader for TypeScript that its parent may have, so this first file is JavaScript.
import { register } from "tsx/esm/api";

register();
await import("./serve.ts");
