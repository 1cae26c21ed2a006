// @ts-check
/**
 * Rows of a group while the line is down: one more, from the blank one that came with the page, or one less.
 *
 *   <ol data-repeats="members" data-least="1" data-most="5"> <li> … <span data-number> … </li> </ol> <template> <li> … </li> </template>
 *
 * With a line the server draws them, as it does without a script.
 */

const NUMBER = "__n__";
// Where a row asks one thing only after another, the script that shows it must be here before the line is gone.
const asked = [...document.querySelectorAll("template")].some((each) => each.innerHTML.includes("data-when")) ? import("./asked.js") : null;
// The same of lists whose options depend on another answer.
const offered = [...document.querySelectorAll("template")].some((each) => each.innerHTML.includes("data-by")) ? import("./offered.js") : null;

/** @param {HTMLElement} list @returns {HTMLButtonElement[]} one of each row */
const removes = (list) => [...list.querySelectorAll(":scope > li")].map((row) => /** @type {HTMLButtonElement} */ (row.querySelector("button[name=_remove]")));

/** @param {HTMLFormElement} form @param {HTMLElement | null} by the button that was pressed @returns {boolean} whether it was one of rows */
export function changeRows(form, by) {
  if (!(by instanceof HTMLButtonElement) || !["_add", "_remove"].includes(by.name)) return false;
  const group = by.value.split(".")[0];
  const list = /** @type {HTMLElement | null} */ (form.querySelector(`[data-repeats="${CSS.escape(group)}"]`));
  const blank = list?.nextElementSibling;
  const add = /** @type {HTMLButtonElement | null} */ (form.querySelector(`button[name=_add][value="${CSS.escape(group)}"]`));
  if (!list || !add || !(blank instanceof HTMLTemplateElement)) return false;
  if (by.name === "_remove") by.closest("li")?.remove();
  else list.append(filled(blank, 1 + Math.max(-1, ...removes(list).map((each) => Number(each.value.split(".")[1])))));
  const rows = [...list.querySelectorAll(":scope > li")];
  rows.forEach((row, index) => {
    for (const number of row.querySelectorAll("[data-number]")) number.textContent = String(index + 1);
  });
  add.hidden = rows.length >= Number(list.dataset.most);
  for (const each of removes(list)) each.hidden = rows.length <= Number(list.dataset.least);
  if (by.name === "_add") /** @type {HTMLElement | null} */ (rows.at(-1)?.querySelector("input, select, textarea"))?.focus();
  else add.focus();
  void asked?.then(({ watch }) => watch(form));
  void offered?.then(({ watch }) => watch(form));
  return true;
}

/** @param {HTMLTemplateElement} blank @param {number} number */
function filled(blank, number) {
  const row = /** @type {DocumentFragment} */ (blank.content.cloneNode(true));
  for (const each of row.querySelectorAll("*"))
    for (const { name, value } of [...each.attributes]) if (value.includes(NUMBER)) each.setAttribute(name, value.replaceAll(NUMBER, String(number)));
  return row;
}
