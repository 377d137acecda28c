/** Programs of the machine that jobs may name: where they are, and what they may start and read. */
import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Tool } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { onPath } from "../lib/on_path.ts";

/** As the harness is told of them. */
export interface ExecutableSettings {
  /** The binary itself; null: it is looked for inside. */
  readonly path: string | null;
  /** What can be read besides: links that lead to programs, and what those need. */
  readonly reads: readonly string[];
  readonly starts: {
    readonly processes: number;
    /** Files that are made in the work folder may be executed. */
    readonly own: boolean;
    /** name → as it was found; null: it is looked for inside. */
    readonly programs: Readonly<Record<string, string | null>>;
  } | null;
}

export type Executables = Readonly<Record<string, ExecutableSettings>>;

/** Where programs are looked for whatever the PATH says, by shells and by system(3). */
const USUAL = ["/usr/local/bin", "/usr/bin", "/bin"];

/**
 * @param avoid somebody else's project, whose programs are not used
 * @throws UserError where one is not installed
 */
export function findExecutables(tools: readonly Tool[], avoid: string | undefined): Executables {
  const find = (name: string, hint: string): string => {
    const path = onPath(name, avoid);
    if (path === undefined) throw new UserError(`${name} is not installed`, { hint });
    return path;
  };
  return settingsOf(tools, ({ name, hint, starts, reads = [] }) => {
    const programs = Object.fromEntries((starts?.programs ?? []).map((it) => [it, find(it, hint)]));
    const usual = [name, ...Object.keys(programs)].flatMap((it) => USUAL.map((folder) => join(folder, it)));
    const places = [find(name, hint), ...Object.values(programs), ...usual.filter((path) => existsSync(path))];
    const links = places.flatMap(wayTo).filter((path) => existsSync(path));
    return { path: realpathSync(places[0] as string), reads: [...new Set([...links, ...reads])], programs };
  });
}

/** For an image, whose programs are found when it runs. */
export function executablesInside(tools: readonly Tool[]): Executables {
  return settingsOf(tools, ({ starts, reads = [] }) => {
    return { path: null, reads, programs: Object.fromEntries((starts?.programs ?? []).map((it) => [it, null])) };
  });
}

interface Found extends Pick<ExecutableSettings, "path" | "reads"> {
  readonly programs: Readonly<Record<string, string | null>>;
}

function settingsOf(tools: readonly Tool[], find: (tool: Tool) => Found): Executables {
  const all = tools.map((tool): [string, ExecutableSettings] => {
    const { programs, ...found } = find(tool);
    const { processes = 0, own = false } = tool.starts ?? {};
    return [tool.name, { ...found, starts: tool.starts === undefined ? null : { processes, own, programs } }];
  });
  return Object.fromEntries(all);
}

/** A program's path, the links behind it one by one, and the program itself. */
function wayTo(path: string): string[] {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink ? [path, ...wayTo(resolve(dirname(path), readlinkSync(path)))] : [path];
}

/** Everything of the machine that must be in sight for them. */
export function readsOf(executables: Executables): string[] {
  return Object.values(executables).flatMap(({ path, reads }) => [...(path === null ? [] : [path]), ...reads]);
}
