// @ts-check
/**
 * Keys for officers. Each one stands for a control that can be seen and clicked:
 *
 *   data-key="a" on a link, button or field   the key clicks it (a field gets the focus); also "F2", "/"
 *                                             a key that stands in every row is pressed in the row one is at
 *   data-enter="find" on a field              Enter in it presses the button of that name, as a scanner does after a card;
 *                                             around several fields it does so for each that has one line
 *   Esc                                       leaves a field, so that single keys act again
 *   data-rows around rows marked data-row     J and K go down and up, X chooses, Enter opens the row's link
 *   <dialog data-keys-help>                   ? shows all keys; single keys can be turned off there
 */

const OFF = "motcua-single-keys-off";

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-rows] [data-row]")]);

/** @param {number} step */
function move(step) {
  const all = rows();
  const now = all.findIndex((row) => row.classList.contains("at"));
  const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + step))];
  if (!next) return;
  all[now]?.classList.remove("at");
  next.classList.add("at");
  /** @type {HTMLElement | null} */ (next.querySelector("a") ?? next.querySelector("button, input"))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** The row whose link or box has the focus is the row one is at, however one came there. */
document.addEventListener("focusin", (event) => {
  const row = event.target instanceof Element ? event.target.closest("[data-rows] [data-row]") : null;
  if (!row) return;
  for (const other of rows()) other.classList.toggle("at", other === row);
});

function choose() {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-row].at input[type=checkbox]"));
  box?.click();
}

/** @param {string} key */
function press(key) {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  // A key that each row has is pressed in the row one is at.
  const control = /** @type {HTMLElement | null} */ (document.querySelector(`[data-row].at ${wanted}`) ?? document.querySelector(wanted));
  if (!control || control.matches(":disabled")) return false;
  const fold = control.closest("details");
  if (fold) fold.open = true;
  if (control.matches("input:not([type=checkbox], [type=radio]), textarea, select")) control.focus();
  else control.click();
  return true;
}

const help = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[data-keys-help]"));
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-show-keys]"))) {
  button.hidden = false;
  button.addEventListener("click", () => help?.showModal());
}
const off = /** @type {HTMLInputElement | null} */ (help?.querySelector("[data-keys-off]") ?? null);
if (off) {
  off.checked = localStorage.getItem(OFF) === "1";
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "1" : "0"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || help?.open) return;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const enter = event.key === "Enter" && target?.matches("input, select") && target.closest("[data-enter]")?.getAttribute("data-enter");
  if (enter) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (target?.closest("form")?.querySelector(`button[name="${CSS.escape(enter)}"]`) ?? null)?.click();
    return;
  }
  if (event.key === "Escape" && isTyping(target) && !(target instanceof HTMLSelectElement)) return target?.blur();
  const single = event.key.length === 1;
  if (single && (isTyping(event.target) || localStorage.getItem(OFF) === "1")) return;
  const key = single ? event.key.toLowerCase() : event.key;
  if (key === "?" && help) help.showModal();
  else if (key === "j" && rows().length) move(1);
  else if (key === "k" && rows().length) move(-1);
  else if (key === "x" && document.querySelector("[data-row].at")) choose();
  else if (!press(key)) return;
  event.preventDefault();
});

// Says that keys act from now on; tests wait for it, as a person does who sees the page.
document.documentElement.dataset.keys = "ready";
