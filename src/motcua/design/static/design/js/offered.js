// @ts-check
/**
 * Narrows a list to the options that fit the answer to another question.
 *
 *   <div class="field" data-by="province" data-lost="“{}” no longer fits. Choose again.">
 *     <select> … <optgroup label="Đà Nẵng"><option data-under="da-nang" value="…"> … </select>
 *     <p role="status" data-told hidden></p>
 *
 * `data-under` names the answers with which an option is offered; none: with any. An answer that no longer fits is taken
 * out and the person is told. Without this module the whole list stands there, parted by those answers, and the server says
 * what does not fit. Where the pages of a form come together, the other question may stand on a page that was left.
 */
import { answer } from "./asked.js";

/** What was answered on pages that were turned without a line, by name. @type {Map<string, string>} */
const left = new Map();
/** The options of each list as the server drew them. @type {WeakMap<HTMLSelectElement, HTMLOptionElement[]>} */
const whole = new WeakMap();

/** Whether what is heard was said here, and not by a person. */
let isOurs = false;

/** @param {HTMLFormElement} form a page that is left: what it says still counts */
export function leave(form) {
  for (const control of /** @type {HTMLInputElement[]} */ ([...form.elements])) if (control.name && control.type !== "checkbox") left.set(control.name, String(answer(form, control.name)));
}

/** @param {HTMLFormElement} form @param {string} name */
const given = (form, name) => String(form.elements.namedItem(name) ? answer(form, name) : (left.get(name) ?? ""));

/** @param {HTMLElement} option @param {string} by */
const fits = (option, by) => !option.dataset.under || option.dataset.under.split(" ").includes(by);

/**
 * @param {HTMLSelectElement} list
 * @param {string} by
 * @returns {string} what was chosen and is no longer offered
 */
function narrowList(list, by) {
  const options = whole.get(list) ?? [...list.options];
  whole.set(list, options);
  const chosen = list.selectedOptions[0];
  list.replaceChildren(...options.filter((option) => fits(option, by)));
  if (chosen && fits(chosen, by)) chosen.selected = true;
  else list.selectedIndex = 0;
  return chosen?.value && !fits(chosen, by) ? chosen.text : "";
}

/** @param {HTMLElement} field @param {string} by @returns {string} */
function narrowTicks(field, by) {
  const lost = [];
  for (const label of field.querySelectorAll("label")) {
    const control = label.querySelector("input");
    if (!control) continue;
    const offered = fits(label, by);
    if (!offered && control.checked) lost.push(label.querySelector("span")?.textContent ?? "");
    if (!offered) control.checked = false;
    label.hidden = control.disabled = !offered;
    for (const only of /** @type {NodeListOf<HTMLElement>} */ (label.querySelectorAll("[data-only]"))) only.hidden = true;
  }
  return lost.join("; ");
}

/** @param {HTMLFormElement} form @param {EventTarget | null} from what was just answered; null: nothing yet */
function look(form, from) {
  // In the order of the page, so that an answer taken out just now is out for the next list, too.
  for (const field of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-by]"))) {
    const told = /** @type {HTMLElement | null} */ (field.querySelector("[data-told]"));
    const by = given(form, field.dataset.by ?? "");
    if (told && from instanceof Node && field.contains(from)) told.hidden = true;
    if (field.dataset.now === by) continue;
    const list = field.querySelector("select");
    const lost = list ? narrowList(list, by) : narrowTicks(field, by);
    const isFirst = field.dataset.now === undefined;
    field.dataset.now = by;
    if (!told || (isFirst && field.querySelector(".fault:not([data-told])"))) continue;
    told.hidden = !lost;
    told.textContent = lost && (field.dataset.lost ?? "{}").replace("{}", lost);
    // Whatever looks at answers (questions asked only after others, the copy that is saved) sees that this one is out.
    isOurs = true;
    if (lost) (list ?? field.querySelector("input"))?.dispatchEvent(new Event("change", { bubbles: true }));
    isOurs = false;
  }
}

/** @type {WeakSet<HTMLFormElement>} */
const watched = new WeakSet();

/** @param {HTMLFormElement} form also again, when a question came to it */
export function watch(form) {
  if (!form.querySelector("[data-by]")) return;
  look(form, null);
  if (watched.has(form)) return;
  watched.add(form);
  for (const event of ["input", "change", "motcua:shown-again"]) form.addEventListener(event, (happened) => look(form, isOurs ? null : happened.target));
}

for (const form of new Set([...document.querySelectorAll("[data-by]")].map((part) => part.closest("form")))) if (form) watch(form);
