// @ts-check
/**
 * A part of a form that the server draws anew keeps what was typed into it, and what was picked, while the answer was
 * on its way. Texts are put back into the part as it is drawn; after another pick the answer is to a question that
 * nobody asks any more: it is not shown, and the part is asked for once more.
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

document.addEventListener("htmx:beforeSend", (event) => {
  const { elt, xhr, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  const form = formOf(elt);
  if (form) sent.set(xhr, { before: new FormData(form), asker: requestConfig.triggeringEvent?.target ?? null });
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const { elt, xhr } = detail;
  const [form, { before, asker } = {}] = [formOf(elt), sent.get(xhr)];
  if (!form || !before) return;
  const now = new FormData(form);
  if (picks(elt).some(({ name }) => String(before.getAll(name)) !== String(now.getAll(name)))) {
    detail.shouldSwap = false;
    // Keys that still go on put it off again.
    asker?.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  const typed = texts(form).filter((each) => before.has(each.name) && before.get(each.name) !== each.value).map((each) => ({ each, name: each.name, value: each.value }));
  const again = () => {
    for (const { each, name, value } of typed) {
      const now = texts(form).find((one) => one.name === name);
      if (!now || now === each || now.value === value) continue;
      now.value = value;
      now.dispatchEvent(new Event("input", { bubbles: true }));
      // Whoever has already gone on has left it typed; the sentence below is told.
      if (now !== document.activeElement) now.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  document.addEventListener("htmx:afterSettle", again, { once: true });
});
