/** Zstandard's frames, walked along without unpacking them (RFC 8878, section 3). */

/** Why bytes cannot be unpacked, behind the name of the file: "is damaged", "is cut short", … */
export class PackingError extends Error {
  override readonly name = "PackingError";
}

const MAGIC = 0xfd2fb528;
/** Sixteen of them, which hold anything but data. */
const SKIPPABLE = 0x184d2a50;
/** What `zstd --long` asks of a reader, at most, unless it is told otherwise. */
const LARGEST_WINDOW = 2 ** 27;

type State = "magic" | "skip length" | "descriptor" | "header" | "block";

/** Reads headers as chunks go by: how much memory a frame asks for, and whether the file ends where a frame does. */
export class ZstdFrames {
  #state: State = "magic";
  /** Bytes of the part that is being read, which may come in pieces. */
  #part: number[] = [];
  #wanted = 4;
  #skip = 0;
  #checksum = 0;

  /** The chunks so far end with a frame. */
  get complete(): boolean {
    return this.#state === "magic" && this.#part.length === 0 && this.#skip === 0;
  }

  /**
   * @returns where in the chunk frames end
   * @throws PackingError for what is no frame, and for one that asks for more memory than it may have
   */
  see(chunk: Uint8Array): number[] {
    const ends = [];
    for (let at = 0; at < chunk.length; ) {
      at += this.#skip > 0 ? this.#pass(chunk.length - at) : this.#take(chunk[at] as number);
      if (this.complete) ends.push(at);
    }
    return ends;
  }

  #pass(there: number): number {
    const passed = Math.min(this.#skip, there);
    this.#skip -= passed;
    return passed;
  }

  #take(byte: number): number {
    this.#part.push(byte);
    if (this.#part.length === this.#wanted) this.#read(this.#part);
    return 1;
  }

  #read(part: readonly number[]): void {
    this.#part = [];
    if (this.#state === "magic") this.#begin(littleEndian(part));
    else if (this.#state === "skip length") this.#next("magic", 4, littleEndian(part));
    else if (this.#state === "descriptor") this.#describe(part);
    else if (this.#state === "header") this.#measure(part);
    else this.#block(littleEndian(part));
  }

  #next(state: State, wanted: number, skip = 0): void {
    this.#state = state;
    this.#wanted = wanted;
    this.#skip = skip;
  }

  #begin(magic: number): void {
    if (magic === MAGIC) this.#next("descriptor", 1);
    else if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) this.#next("skip length", 4);
    else throw new PackingError("is damaged");
  }

  #describe(part: readonly number[]): void {
    const { length, checksum } = layoutOf(part[0] as number);
    this.#checksum = checksum;
    this.#part = [...part];
    this.#next("header", 1 + length);
  }

  #measure(header: readonly number[]): void {
    if (windowOf(header) > LARGEST_WINDOW)
      throw new PackingError(`needs more than ${LARGEST_WINDOW / 2 ** 20} MiB of memory to unpack`);
    this.#next("block", 3);
  }

  #block(header: number): void {
    const [isLast, type, size] = [header & 1, (header >> 1) & 3, header >> 3];
    // A run of one byte is stored as that byte.
    const stored = type === 1 ? 1 : size;
    if (isLast) this.#next("magic", 4, stored + this.#checksum);
    else this.#next("block", 3, stored);
  }
}

/** What a frame's first byte says of the header behind it. */
function layoutOf(descriptor: number) {
  const [sizeFlag, isSingle] = [descriptor >> 6, ((descriptor >> 5) & 1) === 1];
  const window = isSingle ? 0 : 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = sizeFlag === 0 ? Number(isSingle) : 2 ** sizeFlag;
  return { isSingle, dictionary, size, length: window + dictionary + size, checksum: descriptor & 4 };
}

/** Bytes that must be remembered: a window, or all of a frame that is one segment. */
function windowOf([descriptor = 0, ...rest]: readonly number[]): number {
  const { isSingle, dictionary, size } = layoutOf(descriptor);
  if (isSingle) return littleEndian(rest.slice(dictionary)) + (size === 2 ? 256 : 0);
  const [byte = 0] = rest;
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

function littleEndian(bytes: readonly number[]): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}
