// @ts-check
/**
 * What every page gets when JavaScript runs. Each piece finds its own marks and does nothing without them;
 * every page also works without any of this.
 */

/** A print button is of no use without this line, so it stays hidden until here. */
function showPrintButtons() {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-print]"))) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

/** How long something may still be done, in whole minutes; when the time has passed its button goes, the words stay. */
function countDown() {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-until]"))) {
    const said = /** @type {HTMLElement | null} */ (form.querySelector("[data-left]"));
    const until = Date.parse(form.dataset.until ?? "");
    if (!said || Number.isNaN(until)) continue;
    const timer = setInterval(() => {
      const left = Math.ceil((until - Date.now()) / 60_000);
      const words = left > 1 ? (said.dataset.many ?? "").replace("%n", String(left)) : said.dataset.one ?? "";
      if (left > 0) said.textContent = words;
      else {
        clearInterval(timer);
        const over = form.querySelector("p");
        if (over) over.textContent = said.dataset.over ?? "";
        form.querySelector("button")?.remove();
      }
    }, 1000);
  }
}

/** The summary of faults takes the focus, so that a screen reader begins there; a link in it leads into the field. */
function focusFaults() {
  const faults = /** @type {HTMLElement | null} */ (document.querySelector("[data-faults]"));
  faults?.focus();
  faults?.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest(".field")?.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}

/** A box that is ticked unfolds what belongs to its line. */
function unfoldWhatIsTicked() {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !("unfolds" in box.dataset) || !box.checked) return;
    const fold = box.closest("li")?.querySelector("details");
    if (fold) fold.open = true;
  });
}

/** A second click while the first is on its way sends nothing: the server would refuse it, this saves the fright. */
function guardAgainstDoubleClicks() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "true";
  });
  // A press that led nowhere, stopped with Esc, may be made again.
  const nothingCame = () => {
    for (const form of document.forms) {
      if (!form.dataset.sent) continue;
      delete form.dataset.sent;
      form.dispatchEvent(new Event("motcua:stopped"));
    }
  };
  const ways = /** @type {any} */ (window).navigation;
  if (ways) ways.addEventListener("navigateerror", nothingCame);
  else document.addEventListener("keydown", (event) => event.key === "Escape" && nothingCame());
  // Coming back with the browser's Back button, the form may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
}

/** A part of a page that asks by itself says when it is not answered, until it is again. An answer that has nothing for it (the
 * session is over, or what is asked about went) leaves it as it stands: nothing on the page is lost. */
function sayWhenNobodyAnswers() {
  const line = /** @type {HTMLElement | null} */ (document.querySelector(".deaf"));
  if (!line) return;
  const silent = line.textContent;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    const part = detail.elt.getAttribute("hx-select")?.slice(1);
    if (part && detail.shouldSwap && !detail.xhr.responseText.includes(`id="${part}"`)) [detail.shouldSwap, detail.isError] = [false, true];
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(name, (event) => {
      const { status } = /** @type {CustomEvent} */ (event).detail.xhr;
      line.textContent = (status && status < 500 ? line.dataset.behind : silent) ?? "";
      line.hidden = false;
    });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.successful) line.hidden = true;
  });
}

/** A part that asks by itself is not drawn anew while something in it is pressed, and the link that has the focus has it again. */
function keepHold() {
  /** @type {EventTarget | null} */
  let pressed = null;
  document.addEventListener("pointerdown", ({ target }) => void (pressed = target), true);
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => setTimeout(() => (pressed = null)), true);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (!detail.shouldSwap || !detail.elt.getAttribute("hx-trigger")?.startsWith("every")) return;
    if (pressed instanceof Node && detail.target.contains(pressed)) return void (detail.shouldSwap = false);
    const href = detail.target.contains(document.activeElement) && document.activeElement?.getAttribute("href");
    if (!href) return;
    const again = () => /** @type {HTMLElement | null} */ (document.querySelector(`main a[href="${CSS.escape(href)}"]`))?.focus({ preventScroll: true });
    document.addEventListener("htmx:afterSettle", again, { once: true });
  });
}

/** Signing out, or closing a draft, takes along what was kept on this device while the line was down. */
function takeCopiesAlong() {
  const isKept = () => {
    if (document.querySelector("[data-of-draft]")) return true;
    try {
      return Boolean(localStorage.getItem("motcua-device-owner"));
    } catch {
      return false;
    }
  };
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-leaves]")))
    form.addEventListener("submit", (event) => {
      if (!isKept()) return;
      event.preventDefault();
      import("./device.js").then(({ leave }) => leave(form));
    });
}

/** Says how many characters are left, in view when typing stops and aloud at the end of a pause. */
function countCharacters() {
  for (const area of /** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll("textarea[data-counted]"))) {
    const line = document.createElement("p");
    line.className = "left-over";
    line.setAttribute("role", "status");
    area.after(line);
    let pause = 0;
    const say = () => (line.textContent = (area.dataset.counted ?? "").replace("{n}", String(area.maxLength - area.value.length)));
    area.addEventListener("input", () => {
      clearTimeout(pause);
      pause = window.setTimeout(say, 700);
    });
    say();
  }
}

countDown();
showPrintButtons();
focusFaults();
unfoldWhatIsTicked();
guardAgainstDoubleClicks();
sayWhenNobodyAnswers();
keepHold();
countCharacters();
takeCopiesAlong();
if (document.querySelector("form[data-autosave], template[data-ahead]")) import("./autosave.js");
if (document.querySelector("[data-device]")) import("./device.js");
if (document.querySelector("form[data-device-files], template[data-files]")) import("./files.js");
if (document.querySelector("[data-when]")) import("./asked.js");
if (document.querySelector("[data-by]")) import("./offered.js");
if (document.querySelector("[data-lines], template")) import("./listed.js");
if (document.querySelector("[data-key], [data-rows]")) import("./keys.js");
if (document.querySelector("form[data-selection]")) import("./selection.js");
