/** The data inside the page: the index is parsed at once, a block of texts when it is asked for. */
import { DETAILS_ID, INDEX_ID, type PageIndex, PROMPTS_ID, type TaskDetails, type TaskPrompts } from "../page_data.ts";

export const index: PageIndex = JSON.parse(textOf(INDEX_ID));

/** Blocks that have been read, by their element's id. */
const blocks = new Map<string, Promise<unknown[]>>();

export async function detailsOf(task: number): Promise<TaskDetails> {
  const [block, offset] = placeOf(task);
  return (await readBlock(DETAILS_ID + block))[offset] as TaskDetails;
}

export async function promptsOf(task: number): Promise<TaskPrompts> {
  const [block, offset] = placeOf(task);
  return (await readBlock(PROMPTS_ID + block))[offset] as TaskPrompts;
}

/** Texts that a search looks through, lower-cased, per task; undefined until they have been read once. */
let haystacks: Promise<string[]> | undefined;

/** Code and output of every task. The first call reads all blocks; their text stays in memory after that. */
export function searchTexts(): Promise<string[]> {
  haystacks ??= readHaystacks();
  return haystacks;
}

async function readHaystacks(): Promise<string[]> {
  const count = Math.ceil(index.task_ids.length / index.tasks_per_block);
  const found: string[] = [];
  for (let block = 0; block < count; block++) {
    const details = JSON.parse(await inflate(textOf(DETAILS_ID + block))) as TaskDetails[];
    for (const task of details) found.push(haystackOf(task));
  }
  return found;
}

function haystackOf({ buggy, runs }: TaskDetails): string {
  const texts = [buggy];
  for (const { attempts } of runs.flat())
    for (const { candidate, completion, stdout, stderr } of attempts)
      texts.push(candidate ?? completion, stdout, stderr);
  return texts.join("\n").toLowerCase();
}

function placeOf(task: number): [block: number, offset: number] {
  return [Math.floor(task / index.tasks_per_block), task % index.tasks_per_block];
}

function readBlock(id: string): Promise<unknown[]> {
  const known = blocks.get(id);
  if (known !== undefined) return known;
  const read = inflate(textOf(id)).then((json) => JSON.parse(json) as unknown[]);
  blocks.set(id, read);
  return read;
}

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

async function inflate(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}
