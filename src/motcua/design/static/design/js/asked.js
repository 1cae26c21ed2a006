// @ts-check
/**
 * Shows a question only while other answers on the page call for it.
 *
 *   <div class="field" data-when='{"field": "event", "is": "ket-hon"}'> … </div>
 *
 * The conditions are those of the forms engine (field, all, any, not). An answer in a question that is hidden counts
 * as empty. Without this module every question stands in sight, and the server looks only at those that count.
 *
 * @typedef {{field?: string, all?: Condition[], any?: Condition[], not?: Condition, [verb: string]: any}} Condition
 */

/**
 * What is answered under a name: a list for several ticks, otherwise text; "" when empty or hidden.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {string | string[]}
 */
export function answer(form, name) {
  const controls = /** @type {HTMLInputElement[]} */ ([...form.elements].filter((each) => /** @type {HTMLInputElement} */ (each).name === name && !each.closest("[data-when][hidden]")));
  if (controls[0]?.type === "checkbox") return controls.filter((each) => each.checked).map((each) => each.value);
  if (controls[0]?.type === "radio") return controls.find((each) => each.checked)?.value ?? "";
  return controls[0]?.value.trim() ?? "";
}

/** A number as people here type it: 1.234,5 @param {string} text */
const number = (text) => Number(/,/.test(text) ? text.replace(/\./g, "").replace(",", ".") : text.replace(/\.(?=\d{3}(\D|$))/g, ""));

/** @type {Record<string, (given: string | string[], wanted: any) => boolean>} */
const verbs = {
  is: (given, wanted) => (typeof wanted === "number" ? given !== "" && number(String(given)) === wanted : given === wanted),
  is_not: (given, wanted) => !verbs.is(given, wanted),
  in: (given, wanted) => wanted.includes(given),
  not_in: (given, wanted) => !wanted.includes(given),
  filled: (given, wanted) => given.length > 0 === wanted,
  has: (given, wanted) => given.includes(wanted),
  lacks: (given, wanted) => !given.includes(wanted),
  more_than: (given, wanted) => given !== "" && number(String(given)) > wanted,
  less_than: (given, wanted) => given !== "" && number(String(given)) < wanted,
  at_least: (given, wanted) => given !== "" && number(String(given)) >= wanted,
  at_most: (given, wanted) => given !== "" && number(String(given)) <= wanted,
};

/**
 * @param {HTMLFormElement} form
 * @param {Condition} condition
 * @returns {boolean}
 */
function holds(form, condition) {
  if (condition.all) return condition.all.every((part) => holds(form, part));
  if (condition.any) return condition.any.some((part) => holds(form, part));
  if (condition.not) return !holds(form, condition.not);
  const verb = Object.keys(condition).find((key) => key in verbs);
  return !verb || !condition.field || verbs[verb](answer(form, condition.field), condition[verb]);
}

/** @param {HTMLFormElement} form */
function look(form) {
  // In the order of the page, so that a question hidden just now already counts as empty for the next.
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-when]"))) {
    part.hidden = !holds(form, JSON.parse(part.dataset.when ?? "{}"));
    for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (part.querySelectorAll("input, select, textarea"))) {
      control.dataset.required ??= control.required ? "yes" : "";
      control.required = !part.hidden && control.dataset.required === "yes";
    }
  }
}

/** @type {WeakSet<HTMLFormElement>} */
const watched = new WeakSet();

/** @param {HTMLFormElement} form also again, when a question came to it */
export function watch(form) {
  if (!form.querySelector("[data-when]")) return;
  look(form);
  if (watched.has(form)) return;
  watched.add(form);
  form.addEventListener("input", () => look(form));
  form.addEventListener("change", () => look(form));
}

for (const form of new Set([...document.querySelectorAll("[data-when]")].map((part) => part.closest("form")))) if (form) watch(form);
