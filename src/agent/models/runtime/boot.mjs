// A thread starts without the loader for TypeScript that its process may have, so this first file is JavaScript.
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
