/** Writes docs/flags.md from the table of flags: `npx tsx scripts/write_flags_page.ts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { flagsPage } from "../src/cli/flags/page.ts";
import { PACKAGE_ROOT } from "../src/lib/paths.ts";
import { script } from "./support/script.ts";

script({ about: "Writes docs/flags.md from the table of flags in src/cli/flags." });
writeFileSync(join(PACKAGE_ROOT, "docs", "flags.md"), flagsPage());
