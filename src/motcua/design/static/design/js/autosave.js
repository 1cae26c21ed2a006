// @ts-check
/**
 * Saves a draft on the server while a person types, and says when it was saved.
 *
 *   <form method="post" data-autosave="/ho-so/nhap/…/luu/"> … <output data-saved data-words="Saved at %t" data-waiting="Not saved yet"></output>
 *
 * One request at a time; what changed meanwhile is sent after it. Nothing is kept on the device: it may be a shared one.
 */

const PAUSE_MS = 1200;
const RETRY_MS = [2000, 5000, 15000, 30000];

/** @param {Element} field */
function isTyped(field) {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (!(field instanceof HTMLInputElement)) return false;
  return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

/** @param {HTMLFormElement} form */
function autosave(form) {
  const says = /** @type {HTMLElement | null} */ (document.querySelector("[data-saved]"));
  const address = /** @type {string} */ (form.dataset.autosave);
  let [timer, tries, sending, changed] = [0, 0, false, false];

  /** @param {string} words */
  const say = (words) => says && (says.textContent = words);

  const save = async () => {
    if (sending) return;
    [sending, changed] = [true, false];
    const body = new FormData(form);
    // Files go with the form itself; a draft is saved with every pause in typing.
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (answer.status === 409) {
        [sending, changed] = [false, true];
        return say(says?.dataset.conflict ?? says?.dataset.waiting ?? "");
      }
      if (!answer.ok) throw new Error(String(answer.status));
      tries = 0;
      // Where two may write on the same thing, the next save says what this one has read.
      const { revision } = await answer.json().catch(() => ({}));
      const read = form.elements.namedItem("revision");
      if (revision && read instanceof HTMLInputElement) read.value = String(revision);
      const at = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
      say((says?.dataset.words ?? "").replace("%t", at));
    } catch {
      changed = true;
      say(says?.dataset.waiting ?? "");
    }
    sending = false;
    if (changed && tries < RETRY_MS.length) timer = window.setTimeout(save, RETRY_MS[tries++]);
  };

  const soon = () => {
    [changed, tries] = [true, 0];
    clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  // What was typed while this script was on its way is saved too.
  if ([...form.elements].some(isTyped)) soon();
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
  });
  // Leaving with something unsaved: the browser asks in its own words.
  window.addEventListener("beforeunload", (event) => {
    if (changed || sending) event.preventDefault();
  });
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-autosave]"))) autosave(form);
