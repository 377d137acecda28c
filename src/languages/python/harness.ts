/** Who judges candidates in Python behind the isolation layer: processes that the harness's own interpreter runs. */
import type { Harness } from "../../core/index.ts";

export const harness: Harness = {
  folder: new URL("./harness/", import.meta.url),
  files: [
    ...["wire", "kinds", "shapes", "heap", "classes", "encode", "decode", "remote", "line"],
    ...["prelude", "source", "script", "candidate", "instrument", "judge", "program", "language"],
  ],
  attacks: new URL("./attacks/", import.meta.url),
};
