// The process that writes a model starts without the loader for TypeScript that its parent may have.
import { register } from "tsx/esm/api";

register();
await import("./convert_serve.ts");
