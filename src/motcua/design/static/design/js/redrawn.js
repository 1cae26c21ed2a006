// @ts-check
/**
 * A part of a form that the server draws anew keeps what was typed into it while the answer was on its way.
 *
 *   <form data-redrawn> … <fieldset hx-post="…" hx-swap="outerHTML"> … </fieldset> … </form>
 */

/** What each part sent: names and values at that moment. @type {WeakMap<XMLHttpRequest, FormData>} */
const sent = new WeakMap();
/** @param {EventTarget | null} part */
const formOf = (part) => (part instanceof Element ? /** @type {HTMLFormElement | null} */ (part.closest("form[data-redrawn]")) : null);
/** @param {HTMLFormElement} form */
const texts = (form) => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input.input, textarea.input")]);

document.addEventListener("htmx:beforeSend", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  const form = formOf(elt);
  if (form) sent.set(xhr, new FormData(form));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  const [form, before] = [formOf(elt), sent.get(xhr)];
  if (!form || !before) return;
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
