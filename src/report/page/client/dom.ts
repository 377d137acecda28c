/** Elements of the page. Text goes in as text, never as HTML, with characters that would not show named. */
import { visiblePieces } from "../../../lib/visible_text.ts";

type Child = Node | string;

/** Attributes, and listeners under `on…`. */
type Attributes = Readonly<Record<string, string | boolean | number | ((event: Event) => void)>>;

export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children);
  return element;
}

/** Text of a model or a program: what would not show is named, and set apart. */
export function shown(text: string): Node {
  const fragment = document.createDocumentFragment();
  for (const piece of visiblePieces(text)) {
    fragment.append(piece.hidden ? el("span", { class: "hidden-char" }, piece.text) : piece.text);
  }
  return fragment;
}

/** The element of the page with this id, of this kind. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}
