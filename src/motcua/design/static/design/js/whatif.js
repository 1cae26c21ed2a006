// @ts-check
/**
 * What if: a slider beside each field of points; while it moves, the server's answer is put on the page.
 *
 *   <form data-whatif="/where/to/ask/">  [data-drag] > input[type=range] + input[type=text] + [data-taken];  [data-say="total"] …
 *
 * A slider stops only where the rule of its component gives points: at the levels of data-levels, or at nothing and from
 * data-floor on. For what is typed between them the server takes the nearest and says so.
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

/** The place of the nearest; of two as near, the lower one. @param {number[]} levels @param {number} value */
const nearest = (levels, value) => levels.reduce((best, level, at) => (Math.abs(level - value) < Math.abs(levels[best] - value) ? at : best), 0);
/** Between nothing and the floor there is nothing: a small step crosses over, a long one goes to the nearer end.
 * @param {number} stood @param {number} value @param {number} floor */
const over = (stood, value, floor) => (stood === 0 && value < floor / 4 ? floor : stood === floor && value > (3 * floor) / 4 ? 0 : value <= floor / 2 ? 0 : floor);

/** @param {HTMLFormElement} form */
function watch(form) {
  const lines = [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-drag]"))].map((line) => ({
    line,
    range: /** @type {HTMLInputElement} */ (line.querySelector("input[type=range]")),
    field: /** @type {HTMLInputElement} */ (line.querySelector("input[type=text]")),
    taken: /** @type {HTMLElement} */ (line.querySelector("[data-taken]")),
    today: Number(line.dataset.today),
    levels: (line.dataset.levels ?? "").split(" ").filter(Boolean).map(Number),
    floor: Number(line.dataset.floor),
    instead: /** @type {{ typed: string, value: string } | undefined} */ (undefined),
  }));
  const status = /** @type {HTMLElement} */ (form.querySelector("[data-whatif-status]"));
  const send = /** @type {HTMLElement} */ (form.querySelector("[data-whatif-send]"));
  const unheard = /** @type {HTMLElement} */ (document.querySelector(".deaf"));
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
    const { signal } = asked;
    const query = moved();
    let answer;
    try {
      const response = await fetch(`${form.dataset.whatif}?${query}`, { signal, headers: { Accept: "application/json" } });
      refused = !response.ok;
      if (response.ok) answer = await response.json();
    } catch {
      // A later question takes the place of this one, also while its answer is being read.
      if (!signal.aborted) unheard.hidden = send.hidden = false;
      return;
    }
    if (signal.aborted) return;
    unheard.hidden = true;
    send.hidden = !refused;
    if (!answer) return;
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-say]"))) place.textContent = answer[place.dataset.say ?? ""] ?? "";
    status.textContent = answer.said;
    for (const one of lines) {
      const [value, words] = answer.taken[one.field.name] ?? [undefined, ""];
      one.taken.textContent = words;
      one.instead = value === undefined ? undefined : { typed: query.get(one.field.name) ?? "", value };
      if (document.activeElement !== one.field) settle(one);
    }
  }

  /** What was taken stands in the field once nobody types there any more. @param {typeof lines[number]} one */
  function settle(one) {
    if (one.instead && one.instead.typed === one.field.value.trim()) one.field.value = one.instead.value;
    one.instead = undefined;
    place(one);
  }

  /** The slider where the field is. @param {typeof lines[number]} one */
  function place(one) {
    const value = read(one.field.value);
    if (Number.isNaN(value)) return;
    const { range, levels } = one;
    range.value = String(levels.length ? nearest(levels, value) : value);
    range.setAttribute("aria-valuetext", written(String(levels.length ? levels[Number(range.value)] : Number(range.value))));
  }

  function soon() {
    clearTimeout(timer);
    timer = window.setTimeout(ask, WAIT_MS);
  }

  /** Back and forward: what the address says stands in the fields again. */
  function fill() {
    const wanted = new URLSearchParams(location.search);
    for (const one of lines) {
      one.field.value = wanted.get(one.field.name) ?? written(String(one.today));
      place(one);
    }
    soon();
  }

  for (const one of lines) {
    const { line, range, field, levels, floor } = one;
    range.hidden = false;
    line.classList.add("slides");
    if (levels.length) {
      // One step of the slider is one level, so that a key always goes to the next one.
      Object.assign(range, { min: "0", max: String(levels.length - 1), step: "1" });
    }
    place(one);
    let stood = Number(range.value);
    range.addEventListener("input", () => {
      let value = Number(range.value);
      if (levels.length) value = levels[value];
      else if (value > 0 && value < floor) value = over(stood, value, floor);
      field.value = written(String(value));
      place(one);
      stood = value;
      soon();
    });
    field.addEventListener("input", () => {
      place(one);
      soon();
    });
    field.addEventListener("blur", () => settle(one));
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
