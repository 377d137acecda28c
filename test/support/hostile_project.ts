/** A cloned project that tries to run its own code as the user: every file in it that some tool obeys is a trap. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { dirname, join } from "node:path";
import { brokenProject } from "./broken_project.ts";
import { temporaryFolder } from "./folder.ts";

/** Seconds that each trap sleeps: tells its processes from others. */
const MARK = "0.047110";

/** What the traps leave where nothing stands around them. */
export class Bait implements AsyncDisposable {
  readonly folder = temporaryFolder();
  readonly port: number;
  readonly #server: Server;
  readonly #processes = new Set<string>();
  readonly #watch: NodeJS.Timeout;
  #contacts = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => {
      this.#contacts++;
      socket.destroy();
    });
    this.#watch = setInterval(() => {
      for (const line of markedProcesses()) this.#processes.add(line);
    }, 5);
  }

  static async set(): Promise<Bait> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new Bait(server);
  }

  /** What was done outside since the last look: files written, connections made, processes seen. */
  taken(): string[] {
    const contacts = this.#contacts > 0 ? [`${this.#contacts} connections`] : [];
    const found = [...readdirSync(this.folder), ...contacts, ...this.#processes];
    for (const file of readdirSync(this.folder)) execFileSync("rm", [join(this.folder, file)]);
    this.#contacts = 0;
    this.#processes.clear();
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#watch);
    await new Promise((done) => this.#server.close(done));
  }
}

/** Processes of traps in this process's own process namespace: those behind an isolation layer have another. */
function markedProcesses(): string[] {
  const own = readlinkSync("/proc/self/ns/pid");
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return line.includes(`sleep ${MARK}`) && readlinkSync(`/proc/${pid}/ns/pid`) === own ? [line] : [];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

const shell = (name: string, { folder, port }: Bait): string =>
  `#!/bin/bash\n/usr/bin/env > ${folder}/${name} 2>/dev/null\n(: > /dev/tcp/127.0.0.1/${port}) 2>/dev/null\n/bin/sleep ${MARK}\n`;
const python = (name: string, bait: Bait): string =>
  `import subprocess\nsubprocess.run(["/bin/bash", "-c", ${JSON.stringify(shell(name, bait))}], stderr=-3)\n`;
const javascript = (name: string, bait: Bait): string =>
  `import { execFileSync } from "node:child_process";\nexecFileSync("/bin/bash", ["-c", ${JSON.stringify(shell(name, bait))}]);\nexport default {};\nexport const z = {};\n`;

/** Writes the project. Its `text.py` has a mistake, which `checks.py` and `tests/test_text.py` find. */
export function hostileProject(bait: Bait): string {
  const root = brokenProject({ "checks.py": 'from text import initials\n\nassert initials("ada king") == "AK"\n' });
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
  };
  const trap = (path: string): void => write(path, shell(path.replaceAll("/", "_"), bait), 0o755);
  // No node: what starts this program itself is its user's choice.
  const programs = ["git", "bwrap", "python3", "python", "pytest", "tsx", "npm", "docker"];
  for (const folder of ["venv/bin", ".venv/bin", "env/bin", "bin", "node_modules/.bin"])
    for (const program of programs) trap(`${folder}/${program}`);
  write("venv/pyvenv.cfg", `home = ${root}/bin\n`);
  const hooks = ["post-index-change", "pre-commit", "post-checkout", "fsmonitor-watchman", "reference-transaction"];
  for (const hook of hooks) trap(`hooks/${hook}`);
  trap("trap");
  for (const module of ["json", "conftest", "sitecustomize", "usercustomize", "evil", "tests/conftest", "numpy"])
    write(`${module}.py`, python(`${module.replaceAll("/", "_")}.py`, bait));
  write("pyproject.toml", '[tool.pytest.ini_options]\naddopts = "-p evil"\n');
  write("pytest.ini", "[pytest]\naddopts = -p evil\n");
  write("evil.ts", javascript("evil.ts", bait));
  const paths = Object.fromEntries(["zod", "yargs", "p-limit", "diff", "@lezer/*"].map((it) => [it, ["./evil.ts"]]));
  write("tsconfig.json", JSON.stringify({ compilerOptions: { baseUrl: ".", paths } }));
  write(".npmrc", "node-options=--import ./evil.ts\n");
  write(".gitattributes", "text.py filter=evil diff=evil merge=evil\n");
  repositoryOfTraps(root, join(root, ".git"));
  bareRepository(root);
  return root;
}

function repositoryOfTraps(root: string, repository: string): void {
  const trap = join(root, "trap");
  writeFileSync(join(repository, "more"), `[core]\n\tfsmonitor = ${trap}\n[alias]\n\tls-files = !${trap}\n`);
  const config = `[core]
\trepositoryformatversion = 0
\tfsmonitor = ${trap}
\thooksPath = ${join(root, "hooks")}
\tpager = ${trap}
\teditor = ${trap}
\tsshCommand = ${trap}
[filter "evil"]
\tclean = ${trap}
\tsmudge = ${trap}
\trequired = true
[diff]
\texternal = ${trap}
[diff "evil"]
\ttextconv = ${trap}
\tcommand = ${trap}
[credential]
\thelper = !${trap}
[include]
\tpath = more
`;
  writeFileSync(join(repository, "config"), config);
}

/** A folder that git takes for a repository of its own, configuration and all. */
function bareRepository(root: string): void {
  const bare = join(root, "bare");
  for (const folder of ["objects", "refs"]) mkdirSync(join(bare, folder), { recursive: true });
  writeFileSync(join(bare, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(
    join(bare, "config"),
    `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = ${join(root, "trap")}\n`,
  );
  for (const file of ["text.py", "checks.py"]) writeFileSync(join(bare, file), readFileSync(join(root, file), "utf8"));
}
