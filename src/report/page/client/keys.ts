/** Keys: everything that the mouse can do. `?` lists them. */
import { byId } from "./dom.ts";

interface KeyActions {
  /** Opens the task after (+1) or before (−1) the opened one. */
  readonly step: (by: number) => void;
  readonly close: () => void;
  readonly isOpen: () => boolean;
}

export function listenForKeys({ step, close, isOpen }: KeyActions): void {
  const help = byId("help", HTMLDialogElement);
  const keys: Readonly<Record<string, () => void>> = {
    "/": () => byId("search", HTMLInputElement).focus(),
    "?": () => help.showModal(),
    j: () => (isOpen() ? step(1) : moveFocus(1)),
    k: () => (isOpen() ? step(-1) : moveFocus(-1)),
    f: () => byId("known-fix", HTMLInputElement).click(),
    t: () => byId("theme", HTMLButtonElement).click(),
    Escape: () => {
      if (isOpen()) close();
    },
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const isWriting = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (isWriting && event.key === "Escape") return event.target.blur();
    if (isWriting || event.target instanceof HTMLSelectElement) return;
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  byId("show-help", HTMLButtonElement).addEventListener("click", () => help.showModal());
}

/** Moves from row to row; Enter then opens the link that has the focus. */
function moveFocus(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("#task-rows th a")];
  const at = links.findIndex((link) => link.isSameNode(document.activeElement));
  const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
  next?.focus();
}
