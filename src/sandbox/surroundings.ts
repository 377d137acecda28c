/** What lies around a sandbox and must stay as it is: listeners, files, processes. */
import { createSocket } from "node:dgram";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "./remove_folder.ts";

const VICTIM = "nothing may change this";
/** Attacks try to leave a file of this name wherever they can. */
const LEFT = "code-repair-attack";
/** The name that attacks give to processes that they try to leave. */
const LEFT_PROCESS = "repair-attack";
const PLACES = [
  "/",
  "/tmp",
  "/var/tmp",
  "/dev/shm",
  "/run",
  "/etc",
  "/home",
  "/root",
  homedir(),
  tmpdir(),
  process.cwd(),
];

/** Owns two listeners, a datagram socket and a folder. */
export class Surroundings implements AsyncDisposable {
  private readonly folder: string;
  private readonly outside: string;
  private readonly tcp: Server;
  private readonly unix: Server;
  private readonly udp = createSocket("udp4");
  private contacts: string[] = [];

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "surroundings-"));
    this.outside = join(this.folder, "outside");
    mkdirSync(join(this.outside, "empty"), { recursive: true, mode: 0o777 });
    writeFileSync(join(this.outside, "victim"), VICTIM, { mode: 0o666 });
    writeFileSync(join(this.outside, "secret"), "a secret");
    this.tcp = createServer((socket) => this.contacted("TCP", socket));
    this.unix = createServer((socket) => this.contacted("a Unix socket", socket));
    this.udp.on("message", () => this.contacts.push("a datagram arrived"));
  }

  /** Sets everything up. */
  static async open(): Promise<Surroundings> {
    const surroundings = new Surroundings();
    const { tcp, unix, udp, folder } = surroundings;
    await Promise.all([
      new Promise<void>((done) => tcp.listen(0, "127.0.0.1", done)),
      new Promise<void>((done) => unix.listen(join(folder, "listener"), done)),
      new Promise<void>((done) => udp.bind(0, "127.0.0.1", done)),
    ]);
    return surroundings;
  }

  /** A program with the names of what lies around put in. */
  filledIn(code: string): string {
    const names: Readonly<Record<string, string>> = {
      TCP_PORT: String((this.tcp.address() as AddressInfo).port),
      UDP_PORT: String(this.udp.address().port),
      UNIX_SOCKET: join(this.folder, "listener"),
      OUTSIDE: this.outside,
      HOME: homedir(),
      PROJECT: process.cwd(),
      TMP: tmpdir(),
      PID: String(process.pid),
    };
    return code.replace(/@([A-Z_]+)@/g, (whole, name: string) => names[name] ?? whole);
  }

  /** What is no longer as it was. */
  async violations(): Promise<string[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return [...this.contacts.splice(0), ...this.changedFiles(), ...leftFiles(), ...leftProcesses()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.udp.close();
    await Promise.all([this.tcp, this.unix].map((server) => new Promise((done) => server.close(done))));
    removeFolder(this.folder);
  }

  private contacted(how: string, socket: { destroy(): void }): void {
    this.contacts.push(`a listener was reached by ${how}`);
    socket.destroy();
  }

  private changedFiles(): string[] {
    const victim = join(this.outside, "victim");
    const names = readdirSync(this.outside).sort().join(" ");
    if (names !== "empty secret victim") return [`the folder outside now holds: ${names}`];
    const changed = readFileSync(victim, "utf8") !== VICTIM || statSync(victim).mtimeMs < 10_000;
    return changed ? ["the file outside was changed"] : [];
  }
}

function leftFiles(): string[] {
  return PLACES.map((place) => join(place, LEFT))
    .filter((path) => existsSync(path))
    .map((path) => {
      rmSync(path, { force: true });
      return `${path} was written`;
    });
}

function leftProcesses(): string[] {
  return processes()
    .filter(({ name }) => name === LEFT_PROCESS)
    .map(({ pid }) => `process ${pid} was left`);
}

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** Every process that can be seen; none where there is no /proc. */
function processes(): ProcessLine[] {
  if (!existsSync("/proc/self/stat")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const end = stat.lastIndexOf(")");
        const parent = Number(stat.slice(end + 2).split(" ")[1]);
        return [{ pid: Number(pid), parent, name: stat.slice(stat.indexOf("(") + 1, end) }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/** The processes below this one. */
export function descendants(of = process.pid): number[] {
  const all = processes();
  const found = new Set([of]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  found.delete(of);
  return [...found];
}
