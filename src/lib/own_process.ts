/** A process of this program's own, for work that would hold up its event loop. */
import { type ChildProcess, fork } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child_environment.ts";

/** Settings of the libraries that compute. */
const COMPUTING = /^((CUDA|NVIDIA|OMP|ORT|MKL|GOMP|DAWN)_\w+|(LD|DYLD)_LIBRARY_PATH)$/;

/**
 * Starts a JavaScript file, to be talked to by messages. It gets no key, and does not work in the working folder, which
 * may be somebody else's project: the loader of TypeScript would obey that project's settings.
 */
export function startOwnProcess(url: URL): ChildProcess {
  const file = fileURLToPath(url);
  return fork(file, [], {
    cwd: dirname(file),
    // The runtime would report its use to its maker.
    env: {
      ...childEnvironment(Object.keys(process.env).filter((name) => COMPUTING.test(name))),
      ORT_DISABLE_TELEMETRY: "1",
    },
    // No flags of this process: a test runner's would not fit.
    execArgv: [],
    // stdout belongs to the result. Structured clones know Infinity, JSON does not.
    stdio: ["ignore", 2, 2, "ipc"],
    serialization: "advanced",
  });
}
