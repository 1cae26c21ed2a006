// @ts-check
/**
 * A part of a form that the server draws anew keeps what was typed into it, and what was picked, while the answer was
 * on its way. Texts are put back into the part as it is drawn; after another pick the answer is to a question that
 * nobody asks any more: it is not shown, and the part is asked for once more. Nothing is drawn anew under the hand: an answer
 * that comes while a list is open, something is pressed or a letter is being put together waits until that is done.
 *
 *   <form data-redrawn> … <fieldset hx-post="…" hx-swap="outerHTML" hx-sync="this:queue last"> … </fieldset> … </form>
 */

/** What each part sent: names and values at that moment, and the control that had asked for it.
 * @type {WeakMap<XMLHttpRequest, { before: FormData, asker: EventTarget | null }>} */
const sent = new WeakMap();
/** @param {EventTarget | null} part */
const formOf = (part) => (part instanceof Element ? /** @type {HTMLFormElement | null} */ (part.closest("form[data-redrawn]")) : null);
/** @param {HTMLFormElement} form */
const texts = (form) => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input.input, textarea.input")]);
/** @param {Element} part */
const picks = (part) => /** @type {(HTMLSelectElement | HTMLInputElement)[]} */ ([...part.querySelectorAll("select, [type='checkbox'], [type='radio']")]);

/** What a hand is on: a select whose list is open, whatever is pressed, a text in which a letter is put together.
 * @type {EventTarget | null} */
let inHand = null;
/** Who had asked for what came meanwhile. @type {Set<EventTarget>} */
const postponed = new Set();
/** @param {EventTarget | null} target */
const take = (target) => void (inHand = formOf(target) ? target : null);
function letGo() {
  const askers = [...postponed];
  inHand = null;
  postponed.clear();
  // Asked for once more: what stands there now is newer than the answer that waited.
  for (const asker of askers) asker.dispatchEvent(new Event("change", { bubbles: true }));
}
const isMac = /Mac|iP/.test(navigator.platform);
const CLOSES = ["Escape", "Enter", "Tab", " ", "F4"];
/** @param {KeyboardEvent} event */
const opens = ({ key, altKey }) => key === " " || key === "Enter" || key === "F4" || (/^Arrow(Up|Down)$/.test(key) && (altKey || isMac));

// A second press on an open list closes it; where the browser tells whether a list is open, so does a hand that moves elsewhere.
document.addEventListener("pointerdown", ({ target }) => (inHand === target && target instanceof HTMLSelectElement ? letGo() : take(target)), true);
const TELLS_OPEN = CSS.supports("selector(:open)");
document.addEventListener("pointermove", ({ buttons }) => !buttons && TELLS_OPEN && inHand instanceof HTMLSelectElement && !inHand.matches(":open") && letGo(), true);
for (const kind of ["pointerup", "pointercancel"])
  // A list stays open after the press; a click is still to come.
  document.addEventListener(kind, () => inHand instanceof HTMLSelectElement || setTimeout(letGo), true);
document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof HTMLSelectElement)) return;
  if (inHand !== event.target) opens(event) && take(event.target);
  else if (CLOSES.includes(event.key)) letGo();
});
document.addEventListener("compositionstart", ({ target }) => take(target));
document.addEventListener("compositionend", letGo);
document.addEventListener("change", ({ target }) => inHand === target && letGo());
document.addEventListener("focusout", ({ target }) => inHand === target && letGo());

/** The answer for what was drawn anew meanwhile belongs nowhere; it hears of that itself, being no part of the page any more.
 * @param {Event} event */
const dropped = (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (!detail.elt.isConnected) detail.shouldSwap = false;
};

document.addEventListener("htmx:beforeSend", (event) => {
  const { elt, xhr, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  const form = formOf(elt);
  if (!form) return;
  sent.set(xhr, { before: new FormData(form), asker: requestConfig.triggeringEvent?.target ?? null });
  elt.addEventListener("htmx:beforeSwap", dropped);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const { elt, xhr } = detail;
  const [form, { before, asker } = {}] = [formOf(elt), sent.get(xhr)];
  // An answer that is not shown has nothing to be put back into.
  if (!form || !before || !detail.shouldSwap) return;
  const now = new FormData(form);
  if (inHand instanceof Node && elt.contains(inHand)) {
    detail.shouldSwap = false;
    if (asker) postponed.add(asker);
    return;
  }
  if (picks(elt).some(({ name }) => String(before.getAll(name)) !== String(now.getAll(name)))) {
    detail.shouldSwap = false;
    // Keys that still go on put it off again.
    asker?.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  const typed = texts(form).filter((each) => before.has(each.name) && before.get(each.name) !== each.value).map((each) => ({ each, name: each.name, value: each.value, from: each.selectionStart, to: each.selectionEnd }));
  const again = () => {
    for (const { each, name, value, from, to } of typed) {
      const now = texts(form).find((one) => one.name === name);
      if (!now || now === each || now.value === value) continue;
      now.value = value;
      // The next letter comes where the last one was written.
      if (from !== null) now.setSelectionRange(from, to);
      now.dispatchEvent(new Event("input", { bubbles: true }));
      // Whoever has already gone on has left it typed; the sentence below is told.
      if (now !== document.activeElement) now.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  document.addEventListener("htmx:afterSettle", again, { once: true });
});
