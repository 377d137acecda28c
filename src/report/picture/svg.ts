/**
 * The few shapes that the picture is made of besides its charts. All text is set in one fixed-pitch font, so that its
 * width is known without a browser.
 */
import { visibleLine } from "../../lib/visible_text.ts";

export const FONT = "JetBrains Mono";
/** Width of every character, as a share of the font size. */
const PITCH = 0.6;

/** A piece of the picture: SVG with its origin at the top left, and how much room it takes. */
export interface Block {
  readonly svg: string;
  readonly height: number;
}

export interface TextStyle {
  readonly fill: string;
  readonly size?: number;
  readonly bold?: boolean;
  readonly anchor?: "start" | "middle" | "end";
  /** Degrees, around the text's own position. */
  readonly rotate?: number;
}

export function textWidth(text: string, size: number): number {
  return [...text].length * PITCH * size;
}

/** `y` is the baseline. */
export function text(content: string, x: number, y: number, style: TextStyle): string {
  const { fill, size = 12, bold = false, anchor = "start", rotate } = style;
  const turn = rotate === undefined ? "" : ` transform="rotate(${rotate} ${round(x)} ${round(y)})"`;
  const weight = bold ? ' font-weight="700"' : "";
  const at = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"`;
  return `<text ${at} font-size="${size}" fill="${fill}"${weight}${turn}>${escapeXml(visibleLine(content))}</text>`;
}

/** The text, or its beginning and end where it would be wider than `width`. */
export function shortened(content: string, width: number, size = 12): string {
  const room = Math.floor(width / (PITCH * size));
  const all = [...visibleLine(content)];
  if (all.length <= room) return all.join("");
  if (room < 2) return "…".slice(0, room);
  const head = Math.ceil((room - 1) / 2);
  const tail = room - 1 - head;
  return `${all.slice(0, head).join("")}…${tail > 0 ? all.slice(-tail).join("") : ""}`;
}

export function rect(x: number, y: number, width: number, height: number, fill: string, more = ""): string {
  if (width <= 0 || height <= 0) return "";
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${fill}" ${more}/>`;
}

export function group(x: number, y: number, content: string): string {
  return `<g transform="translate(${round(x)} ${round(y)})">${content}</g>`;
}

export function escapeXml(content: string): string {
  return content.replace(/[&<>"']/g, (it) => `&#${it.codePointAt(0)};`);
}

/** Blocks one below the other. */
export function stack(blocks: readonly Block[], gap: number): Block {
  let y = 0;
  const parts = blocks.map((block) => {
    const part = group(0, y, block.svg);
    y += block.height + gap;
    return part;
  });
  return { svg: parts.join(""), height: Math.max(0, y - gap) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
