/** The thirty projects that `fix` is measured on: each is wrong as it stands, and right as its `fixed.py` has it. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const FOLDER = fileURLToPath(new URL("../../dataset/projects/", import.meta.url));

/** Prints a line for each project: its name, then what its checks say of NAME.py and of fixed.py. */
const PROGRAM = `
import pathlib, sys, types

def checked(folder, code):
    module = types.ModuleType(folder.name)
    exec(compile((folder / code).read_text(), code, "exec"), module.__dict__)
    sys.modules[folder.name] = module
    try:
        exec(compile((folder / "checks.py").read_text(), "checks.py", "exec"), {"__name__": "checks"})
        return "passed"
    except Exception as error:
        return "failed"

for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    print(folder.name, checked(folder, folder.name + ".py"), checked(folder, "fixed.py"))
`;

test("thirty projects: wrong as they stand, right as fixed", () => {
  const lines = execFileSync("python3", ["-B", "-c", PROGRAM, FOLDER], { encoding: "utf8" }).trim().split("\n");
  const names = readdirSync(FOLDER).sort();
  expect(names).toHaveLength(30);
  expect(lines).toEqual(names.map((name) => `${name} failed passed`));
});
