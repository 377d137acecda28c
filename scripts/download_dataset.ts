/** Downloads HumanEvalFix into `dataset/` ahead of time: `npm run download -- --help`. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { reportFailure } from "../src/cli/failure.ts";
import { downloadDataset } from "../src/datasets/hub.ts";
import { LANGUAGES } from "../src/languages/parts.ts";
import { messageOf, usageError } from "../src/lib/errors.ts";
import { PACKAGE_ROOT } from "../src/lib/paths.ts";

const HELP = `Downloads HumanEvalFix (bigcode/humanevalpack) into dataset/.

  npm run download                          Python
  npm run download -- --language js         another language: ${LANGUAGES.join(", ")}
  npm run download -- --language all        all of them

Environment: HF_ENDPOINT (a mirror of the hub), HF_TOKEN (sent where it is set).
`;

function languagesOf(argv: readonly string[]): readonly string[] | "help" {
  let values: { language: string; help: boolean };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        language: { type: "string", default: "python" },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
  } catch (error) {
    throw usageError(messageOf(error), "see --help");
  }
  if (values.help) return "help";
  if (values.language === "all") return LANGUAGES;
  const language = LANGUAGES.find((known) => known === values.language);
  if (language) return [language];
  throw usageError(`--language ${values.language} is not known`, `choose ${LANGUAGES.join(", ")} or all`);
}

async function main(): Promise<void> {
  const languages = languagesOf(process.argv.slice(2));
  if (languages === "help") {
    process.stdout.write(HELP);
    return;
  }
  const folder = join(PACKAGE_ROOT, "dataset");
  const report = (line: string) => process.stderr.write(`${line}\n`);
  for (const language of languages) {
    const { path } = await downloadDataset({ language, folder, report });
    process.stdout.write(`${path}\n`);
  }
}

await main().catch((error) => {
  process.exitCode = reportFailure(error, false);
});
