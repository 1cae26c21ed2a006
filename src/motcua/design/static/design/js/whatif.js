// @ts-check
/**
 * What if: a slider beside each field of points; while it moves, the server's answer is put on the page.
 *
 *   <form data-whatif="/where/to/ask/">  [data-drag] > input[type=range] + input[type=text];  [data-say="total"] …
 *
 * The fields stay the truth: sliders are shown by this module only, and without it the form is sent. The address holds
 * what was moved and nothing else, so that it can be shared and gone back from.
 */

const WAIT_MS = 25;
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-whatif]"));
const comma = document.documentElement.lang !== "en";

/** As it is typed here. @param {string} plain */
const written = (plain) => (comma ? plain.replace(".", ",") : plain);
/** @param {string} typed */
const read = (typed) => Number(typed.trim().replace(",", "."));

/** @param {HTMLFormElement} form */
function watch(form) {
  const lines = [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-drag]"))].map((line) => ({
    line,
    range: /** @type {HTMLInputElement} */ (line.querySelector("input[type=range]")),
    field: /** @type {HTMLInputElement} */ (line.querySelector("input[type=text]")),
    today: Number(line.dataset.today),
  }));
  const status = /** @type {HTMLElement} */ (form.querySelector("[data-whatif-status]"));
  const send = /** @type {HTMLElement} */ (form.querySelector("[data-whatif-send]"));
  send.hidden = true;
  /** @type {AbortController | undefined} */
  let asked;
  let timer = 0;
  let refused = false;

  /** What was moved, as it stands in the address. */
  function moved() {
    const found = new URLSearchParams();
    for (const { line, field, today } of lines) {
      const is = field.value.trim() !== "" && read(field.value) !== today;
      line.classList.toggle("moved", is);
      if (is) found.set(field.name, field.value.trim());
    }
    return found;
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const response = await fetch(`${form.dataset.whatif}?${moved()}`, { signal: asked.signal, headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response) return;
    refused = !response.ok;
    send.hidden = !refused;
    if (refused) return;
    const answer = await response.json();
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-say]"))) place.textContent = answer[place.dataset.say ?? ""] ?? "";
    status.textContent = answer.said;
  }

  function soon() {
    clearTimeout(timer);
    timer = window.setTimeout(ask, WAIT_MS);
  }

  /** Back and forward: what the address says stands in the fields again. */
  function fill() {
    const wanted = new URLSearchParams(location.search);
    for (const { range, field, today } of lines) {
      field.value = wanted.get(field.name) ?? written(String(today));
      range.value = String(read(field.value));
    }
    soon();
  }

  for (const { line, range, field } of lines) {
    range.hidden = false;
    line.classList.add("slides");
    range.addEventListener("input", () => {
      field.value = written(range.value);
      soon();
    });
    field.addEventListener("input", () => {
      const value = read(field.value);
      if (!Number.isNaN(value)) range.value = String(value);
      soon();
    });
  }
  // A drag that has ended is one step of the way back.
  form.addEventListener("change", () => {
    const query = moved().toString();
    if (`?${query}` !== location.search) history.pushState(null, "", query ? `?${query}` : location.pathname);
  });
  // What the server refused is sent as without this module: the page then says what is wrong with it.
  form.addEventListener("submit", (event) => {
    if (refused) return;
    event.preventDefault();
    ask();
  });
  window.addEventListener("popstate", fill);
}

if (form) watch(form);
