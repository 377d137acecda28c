import { describe, expect, it } from "vitest";
import { broughtIn } from "../../../../src/languages/python/fix/patch_rules.ts";

const before = "    return items[0]\n";
const source =
  "import os as system\nfrom sys import exit as leave\nimport math\n\n\ndef f(items):\n    return items[0]\n";

describe("what a patch brings in", () => {
  it.each([
    ["    import os\n    os._exit(0)\n", ["_exit", "os"]],
    ["    from ctypes import string_at\n    return 1\n", ["ctypes"]],
    ["    return system.getcwd()\n", ["system"]],
    ["    leave(0)\n", ["leave"]],
    ["    return math.os\n", ["os"]],
    ["    return (x for x in items).gi_frame.f_back\n", ["f_back", "gi_frame"]],
    ["    return locals()\n", ["locals"]],
    ["    raise SystemExit(0)\n", ["SystemExit"]],
    ["    return getattr(items, '__class__')\n", ["'__class__'"]],
    ["    return __import__('os')\n", ["__import__"]],
    ["    global f\n    f = None\n", ["global"]],
    // Python reads names by their compatible form.
    ["    return ｅｖａｌ('1')\n", ["eval"]],
    ["    import ｏｓ\n", ["os"]],
    ["    return items.__𝐜lass__\n", ["__class__"]],
    // Names that are put together.
    ["    return getattr(items, '__cl' + 'ass__')\n", ["getattr"]],
    ["    return getattr(items, '__cl' 'ass__')\n", ["getattr"]],
    ["    return getattr(items, '\\x5f_class__')\n", ["getattr"]],
    ["    g = getattr\n    return g(items, name)\n", ["getattr"]],
    ["    import operator\n    return operator.attrgetter(name)(items)\n", ["attrgetter"]],
    ["    return type('A', (), {'__e' + 'q__': lambda a, b: True})()\n", ["type"]],
    // Modules inside others.
    ["    import random\n    random._os.abort()\n", ["_os"]],
    ["    import _io\n", ["_io"]],
    ["    import asyncio, pdb\n", ["asyncio", "pdb"]],
    // Back at the margin, for Python alone: a statement of the module.
    ["    return 1\n    \fdef g(): return 2\n", ["a control character"]],
  ])("%j", (after, expected) => {
    expect(broughtIn(before, after, [], source)).toEqual(expected);
  });

  it("is nothing where the body had it, where it is allowed, and for ordinary repairs", () => {
    expect(broughtIn("    return open(items)\n", "    return open(items[0])\n")).toEqual([]);
    expect(broughtIn(before, "    import os\n    return os.sep\n", ["os"], source)).toEqual([]);
    expect(broughtIn(before, "    return getattr(items, 'size', type(items))\n")).toEqual([]);
    expect(broughtIn(before, "    return sorted(items)[-1] + math.floor(2.5)\n", [], source)).toEqual([]);
  });
});
