// @ts-check
/**
 * Offers lines of a table while somebody writes the name of one.
 *
 *   <input list="f-x-l" data-lines="/danh-muc/communes/goi-y/"> <datalist id="f-x-l"></datalist>
 *
 * Asked with what was typed so far, a moment after the last letter; sent as a form, so that nobody's place stands in an
 * address. Without this module, or without a line, the name is written out, and the server says what is near to it.
 */

const PAUSE_MS = 250;
/** What each question asks next, and what it asked last. @type {WeakMap<HTMLInputElement, { timer: number, asked: string | null }>} */
const waiting = new WeakMap();

/** @param {HTMLInputElement} input */
async function offer(input) {
  const list = input.list;
  const typed = input.value;
  const state = waiting.get(input);
  if (!list || !state || state.asked === typed || [...list.options].some((option) => option.value === typed)) return;
  state.asked = typed;
  const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? "";
  try {
    const answer = await fetch(input.dataset.lines ?? "", { method: "POST", body: new URLSearchParams({ q: typed }), headers: { "X-CSRFToken": token } });
    const lines = answer.ok ? /** @type {{ lines: string[] }} */ (await answer.json()).lines : [];
    if (state.asked !== typed) return;
    list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("option"), { value: line })));
  } catch {
    state.asked = null;
  }
}

/** @param {Event} event */
function heard(event) {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.lines) return;
  const state = waiting.get(input) ?? { timer: 0, asked: null };
  waiting.set(input, state);
  clearTimeout(state.timer);
  state.timer = window.setTimeout(() => void offer(input), event.type === "focusin" ? 0 : PAUSE_MS);
}

document.addEventListener("input", heard);
document.addEventListener("focusin", heard);
if (document.activeElement instanceof HTMLInputElement) document.activeElement.dispatchEvent(new Event("focusin", { bubbles: true }));
