// @ts-check
/**
 * Turning the pages of a form while the line is down.
 *
 *   <div data-shown data-resume="/…/"> … <form data-autosave> … </div>  <template data-ahead="/…/" data-title="…"> … </template>
 *
 * The pages behind this one came with it and lie in it out of sight: nothing more is kept on the device than before, and
 * nobody else is shown them. A page that was left stays as it is in memory, so that one can go back to it. The last one says
 * what waits for the line. The server looks at all of them once the line is back, and says with which one to go on.
 */

const shown = /** @type {HTMLElement} */ (document.querySelector("[data-shown]"));
const ahead = /** @type {HTMLTemplateElement[]} */ ([...document.querySelectorAll("template[data-ahead]")]);
// Where a page asks one thing only after another, the script that shows it must be here before the line is gone.
const asked = ahead.some((page) => page.innerHTML.includes("data-when")) ? import("./asked.js") : null;
/** The same of lists whose options depend on another answer. @type {typeof import("./offered.js") | null} */
let offered = null;
if ([shown, ...ahead].some((page) => page.innerHTML.includes("data-by"))) void import("./offered.js").then((found) => (offered = found));
/** What was shown, by its address. @type {Map<string, { nodes: Node[], title: string }>} */
const seen = new Map();

/** What a form that is shown for the first time begins with, by its mark. @type {Map<string, (form: HTMLFormElement) => void>} */
const ways = new Map();
/** @param {string} mark @param {(form: HTMLFormElement) => void} what of the module that asks for this one: two cannot ask for each other */
export const begins = (mark, what) => void ways.set(mark, what);

/** The address of the page behind the one that is shown; nothing behind the last. */
export function next() {
  const here = ahead.findIndex((page) => page.dataset.ahead === location.pathname);
  return ahead[here + 1]?.dataset.ahead ?? "";
}

/** @param {string} address @param {boolean} [back] the browser's own way back has changed the address already */
export async function show(address, back = false) {
  const page = seen.get(address);
  const drawn = ahead.find((each) => each.dataset.ahead === address);
  const nodes = page?.nodes ?? [...(drawn?.content.cloneNode(true).childNodes ?? [])];
  seen.set(shown.dataset.at ?? "", { nodes: [...shown.childNodes], title: document.title });
  for (const form of shown.querySelectorAll("form")) {
    offered?.leave(form);
    form.dispatchEvent(new Event("motcua:left"));
  }
  shown.replaceChildren(...nodes);
  shown.dataset.at = address;
  document.title = page?.title ?? drawn?.dataset.title ?? "";
  if (!back) history.pushState({}, "", address);
  const says = /** @type {HTMLElement | null} */ (shown.querySelector("[data-saved]"));
  if (says && !page) says.textContent = says.dataset.kept ?? "";
  for (const form of shown.querySelectorAll("form")) {
    if (page) form.dispatchEvent(new Event("motcua:shown-again"));
    else for (const [mark, begin] of ways) if (form.matches(mark)) begin(form);
    if (!page) (await asked)?.watch(form);
    if (!page) offered?.watch(form);
  }
  window.scrollTo(0, 0);
  const heading = shown.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

shown.dataset.at = location.pathname;
shown.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || navigator.onLine || !seen.has(link.pathname)) return;
  event.preventDefault();
  void show(link.pathname);
});
// Behind the last page nothing is typed: whoever stands there goes on with what the server says.
window.addEventListener("motcua:sent", () => {
  if (!shown.querySelector("form[data-autosave], form[data-device-files]")) location.assign(shown.dataset.resume ?? "");
});
window.addEventListener("popstate", () => {
  if (location.pathname === shown.dataset.at) return;
  if (seen.has(location.pathname) && !navigator.onLine) void show(location.pathname, true);
  else location.reload();
});
