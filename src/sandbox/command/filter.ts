/** The system call filter of commands, as bubblewrap takes it: made by the harness's own code, on the harness's interpreter. */
import { spawn } from "node:child_process";
import { InfraError } from "../../lib/errors.ts";
import { findInterpreter, INTERPRETER_ENVIRONMENT, interpreterArguments, OWN_HALF, sourceOf } from "../interpreter.ts";
import { frame } from "../wire.ts";

const FILES = ["libc", "syscalls", "seccomp", "command_filter"];
/** Bytes of one instruction (linux/filter.h). */
const STEP = 8;

/**
 * The program for the kernel (classic BPF).
 * @param avoid somebody else's project, whose interpreter is not used
 * @throws UserError where there is no interpreter, InfraError where it does not make the program
 */
export async function commandFilter(avoid: string | undefined): Promise<Buffer> {
  const { path, isolated } = await findInterpreter(avoid);
  const child = spawn(path, interpreterArguments(isolated), { cwd: "/", env: INTERPRETER_ENVIRONMENT });
  const chunks: Buffer[] = [];
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  child.stdin.on("error", () => undefined); // its end says why
  child.stdin.end(frame({ files: FILES.map((name) => [name, sourceOf(OWN_HALF, name)]), isolation: {} }));
  await new Promise((done) => child.once("close", done).once("error", done));
  const program = Buffer.concat(chunks);
  if (program.length > 0 && program.length % STEP === 0) return program;
  throw new InfraError(`the system call filter could not be made: ${said.trim().split("\n").at(-1) ?? ""}`);
}
