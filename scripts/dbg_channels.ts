import { harnessOf } from "../src/languages/index.ts";
import { channelsProgram, SHOWN, tryChannels } from "../src/sandbox/channels.ts";
import { openSandbox } from "../src/sandbox/index.ts";
const program = channelsProgram(harnessOf().attacks);
for (const tier of process.argv.slice(2)) for (const together of [false, true]) {
  try {
    await using sandbox = await openSandbox({ kind: "process", tier, allowUnsafe: true, concurrency: together ? 2 : 1 });
    const all = await tryChannels(sandbox, { program, together });
    const read = all.filter((it) => it.learned).map((it) => it.name);
    console.log(process.getuid?.(), tier, together ? "together" : "in turn", all.length, "channels; read:", read.join(", "), "| beyond what it shows:", read.filter((it) => !SHOWN.includes(it)).join(", "));
  } catch (error) { console.log(tier, together, String(error).slice(0, 300)); }
}
