/** docs/flags.md, made of the tables. */
import { COMMANDS } from "../command_table.ts";
import { flagText, sayingOf } from "../help.ts";
import { COMMAND_NAMES, type CommandName, type Flag, GROUPS } from "./flag.ts";
import { rowsOf, TABLE } from "./table.ts";

/** The page of all flags, in Markdown: by heading, then the names that they had before. */
export function flagsPage(): string {
  return `# Flags

<!-- Made by scripts/write_flags_page.ts from the table in src/cli/flags; a test holds one against the other. -->

Flags are the same in every command that has them. A value stands behind its flag or behind an equals sign. What cannot be is
said in one line, with exit status 2, before anything is judged. A flag marked ● decides a run's numbers: its value is part of
what \`config_hash\` covers.

${commandTable()}
${GROUPS.map(groupText).join("\n")}
${oldNames()}`;
}

function commandTable(): string {
  const rows = COMMAND_NAMES.map((name) => `| \`${name}\` | ${COMMANDS[name].about} |`);
  return `| command | |\n| --- | --- |\n${rows.join("\n")}\n`;
}

function groupText(group: (typeof GROUPS)[number]): string {
  const flags: [string, Flag][] = Object.entries(TABLE);
  const rows = flags.filter(([, flag]) => flag.group === group).flatMap(([name, flag]) => flagRows(name, flag));
  return `## ${group}\n\n| flag | | in |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}

/** A line for what a flag says in some commands; those that say the same share one. */
function flagRows(name: string, flag: Flag): string[] {
  const says = new Map<string, CommandName[]>();
  for (const command of COMMAND_NAMES) {
    const row = rowsOf(command).find((it) => it.name === name);
    if (row === undefined) continue;
    const said = `\`${flagText(row)}\`${flag.setting === undefined ? "" : " ●"} | ${cell(sayingOf(row))}`;
    says.set(said, [...(says.get(said) ?? []), command]);
  }
  return [...says].map(([said, commands]) => `| ${said} | ${commands.join(", ")} |`);
}

function oldNames(): string {
  const commands = new Map<string, CommandName[]>();
  for (const command of COMMAND_NAMES) {
    for (const { name, old = [] } of rowsOf(command)) {
      for (const before of old) {
        const line = `\`--${before}\` | \`--${name}\``;
        commands.set(line, [...(commands.get(line) ?? []), command]);
      }
    }
  }
  const rows = [...commands].map(([line, names]) => `| ${line} | ${names.join(", ")} |`);
  return `## Names of version 0.1\n\nThey still work, and \`--help\` does not show them.\n
| name | is now | in |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
