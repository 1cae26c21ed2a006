// @ts-check
/**
 * Answering on a phone: one block of questions at a time; what was answered is kept on this device until it is sent; no
 * network is no loss. The page works without this: then all questions stand below each other and one button sends them.
 *
 * On a tablet (data-mode="tablet") each person's code is typed first, answers wait in the outbox, and the form begins anew.
 * At a counter (data-mode="kiosk") it begins anew after each answer, and when nobody has touched it for a while.
 */

import { put, sender, waiting, word } from "./outbox.js";

const KEPT = "motcua-answer-";
const RETRY_MS = 10_000;
const IDLE_MS = 120_000;
const THANKS_MS = 6_000;
const SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** The code as it was meant, or nothing: the last sign checks the others. @param {string} typed */
function checked(typed) {
  const code = typed.toUpperCase().replace(/[^0-9A-Z]/g, "");
  const places = [...code].map((sign) => SIGNS.indexOf(sign));
  if (code.length !== 12 || places.includes(-1)) return "";
  const sum = places.slice(0, -1).reduce((all, place, number) => all + (2 * number + 1) * place, 0);
  return sum % 32 === places[11] ? code : "";
}

/** The printed link holds the code behind the “#”, which no server sees. It is taken out of the address at once. */
function codeFromLink() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-code]"));
  const code = location.hash.slice(1);
  if (!form || !code) return;
  history.replaceState(null, "", location.pathname + location.search);
  /** @type {HTMLInputElement} */ (form.elements.namedItem("code")).value = decodeURIComponent(code);
  form.requestSubmit();
}

/** @param {HTMLFormElement} form */
function answers(form) {
  const found = [...new FormData(form)].filter(([name]) => name !== "code" && !name.startsWith("_"));
  return found.map(([name, value]) => [name, String(value)]);
}

/**
 * @param {HTMLFormElement} form
 * @param {string[][]} kept
 */
function fill(form, kept) {
  for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[type=radio], input[type=checkbox]")))
    control.checked = kept.some(([name, value]) => name === control.name && value === control.value);
  for (const [name, value] of kept) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLInputElement && !["radio", "checkbox", "hidden"].includes(control.type)) control.value = value;
    if (control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement) control.value = value;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A device that keeps nothing (a private window) only loses the draft. */
const store = {
  /** @param {string} name */
  get: (name) => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null;
    }
  },
  /**
   * @param {string} name
   * @param {unknown} value
   */
  set: (name, value) => {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      /* full, or not allowed */
    }
  },
  /** @param {string} name */
  drop: (name) => {
    try {
      localStorage.removeItem(name);
    } catch {
      /* not allowed */
    }
  },
};

/** @param {HTMLFormElement} form */
function survey(form) {
  const mode = form.dataset.mode ?? "phone";
  const code = /** @type {HTMLInputElement} */ (form.elements.namedItem("code"));
  const name = KEPT + code.value;
  const one = (/** @type {string} */ mark) => /** @type {HTMLElement} */ (form.querySelector(`[${mark}]`));
  const [opening, closing, says] = [one("data-opening"), one("data-closing"), one("data-says")];
  const [next, back, send] = [one("data-next"), one("data-back"), one("data-send")];
  const steps = /** @type {HTMLElement[]} */ ([opening, ...form.querySelectorAll("[data-step]"), closing]);
  const say = (/** @type {string | undefined} */ words) => (says.textContent = words ?? "");

  const bar = document.createElement("progress");
  bar.className = "survey-bar";
  bar.max = steps.length - 1;
  bar.setAttribute("aria-hidden", "true");
  form.prepend(bar);
  form.classList.add("stepping");

  /** A section of which a skip rule leaves nothing is passed over. */
  const asks = (/** @type {HTMLElement} */ step) =>
    step === opening || step === closing || [...step.querySelectorAll(".field")].some((field) => !(/** @type {HTMLElement} */ (field).hidden));
  let now = 0;

  /**
   * @param {number} place
   * @param {boolean} [quietly]
   */
  function show(place, quietly) {
    now = place;
    if (!quietly && now > 0) keep();
    steps.forEach((step, number) => (step.hidden = number !== now));
    bar.value = now;
    bar.hidden = now === 0;
    next.hidden = now === steps.length - 1;
    next.textContent = (now === 0 ? next.dataset.begin : next.dataset.words) ?? "";
    back.hidden = now === 0;
    send.hidden = now !== steps.length - 1;
    if (quietly) return;
    say("");
    scrollTo({ top: 0 });
    steps[now].tabIndex = -1;
    steps[now].focus({ preventScroll: true });
  }

  /** What was sent last, and by which word. @type {{ said: string, word: string } | undefined} */
  let bears = mode === "phone" ? store.get(name)?.sending : undefined;
  // A draft lies on a person's own device only.
  const keep = () => mode === "phone" && store.set(name, { place: now, answers: answers(form), sending: bears });

  /** The one question that decides what is asked next has to be answered. */
  function missing() {
    const asked = /** @type {HTMLInputElement[]} */ ([...steps[now].querySelectorAll("input[required]")]).filter((control) => !control.closest("[hidden]"));
    return asked.find((control) => !form.querySelector(`input[name="${control.name}"]:checked`) && control.type === "radio");
  }

  next.addEventListener("click", () => {
    if (now === 0 && mode === "tablet") {
      const typed = checked(code.value);
      const there = waiting().some((one) => one.code === typed);
      if (!typed || there || sent.has(typed)) {
        say(typed ? says.dataset.twice : says.dataset.mistyped);
        code.focus();
        return;
      }
      code.value = typed;
    }
    const open = missing();
    if (open) {
      say(says.dataset.needed);
      open.focus();
      return;
    }
    let place = now + 1;
    while (!asks(steps[place])) place += 1;
    show(place);
  });
  back.addEventListener("click", () => {
    let place = now - 1;
    while (!asks(steps[place])) place -= 1;
    show(place);
  });
  // Enter in a field goes on, and does not send.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || now === steps.length - 1) return;
    event.preventDefault();
    next.click();
  });

  // While one types, not when the field is left: the line above the buttons would go, and the button under the finger with it.
  form.addEventListener("input", () => say(""));
  form.addEventListener("change", () => {
    keep();
  });

  /** The next person begins with nothing answered. */
  function anew() {
    form.reset();
    if (mode === "tablet") code.value = "";
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new Event("change", { bubbles: true }));
    show(0);
  }

  const sent = new Set();
  const send_all = mode === "phone" ? null : box(form, (one) => sent.add(one.code));
  if (mode === "kiosk") {
    let idle = 0;
    const touched = () => {
      clearTimeout(idle);
      idle = window.setTimeout(() => now > 0 && anew(), Number(form.dataset.idle) || IDLE_MS);
    };
    for (const kind of ["pointerdown", "keydown", "change"]) document.addEventListener(kind, touched);
  }

  function intoTheBox() {
    if (missing()) return;
    put({ code: code.value, fields: answers(form), sending: word() });
    anew();
    say(says.dataset.kept);
    if (mode === "kiosk") window.setTimeout(() => say(""), THANKS_MS);
    void send_all?.();
  }

  let timer = 0;
  /** The same answer sent again, because the line broke before its reply came, bears the same word: it counts as kept. */
  function sending() {
    const said = JSON.stringify(answers(form));
    if (bears?.said !== said) bears = { said, word: word() };
    keep();
    return bears.word;
  }
  async function deliver() {
    clearTimeout(timer);
    send.setAttribute("aria-disabled", "true");
    say(says.dataset.sending);
    const body = new FormData(form);
    body.set("_sending", sending());
    /** @type {Response} */
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "omit" });
      if (answer.status >= 500) throw new Error(String(answer.status));
    } catch {
      say(says.dataset.waiting);
      send.removeAttribute("aria-disabled");
      timer = window.setTimeout(deliver, RETRY_MS);
      return;
    }
    if (answer.ok) {
      store.drop(name);
      location.replace(form.dataset.thanks ?? "/");
      return;
    }
    // What is wrong is shown by the server's own page: a fault beside its question, or that the code was used.
    if (answer.status !== 422) store.drop(name);
    form.submit();
  }
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-switch")) return;
    event.preventDefault();
    if (mode !== "phone") intoTheBox();
    else if (send.getAttribute("aria-disabled") !== "true") void deliver();
  });
  window.addEventListener("online", () => timer && void deliver());

  const kept = mode === "phone" ? store.get(name) : null;
  const wrong = steps.findIndex((step) => step.querySelector(".wrong"));
  const restored = kept?.answers && !form.querySelector("input:checked");
  if (restored) fill(form, kept.answers);
  show(wrong >= 0 ? wrong : Math.min(Number(kept?.place) || 0, steps.length - 1), true);
  if (restored) say(says.dataset.restored);
}

/**
 * How many answers wait, and what the office said of those that it did not keep.
 * @param {HTMLFormElement} form
 * @param {(one: { code: string }) => void} gone
 */
function box(form, gone) {
  const shown = /** @type {HTMLElement} */ (document.querySelector("[data-outbox]"));
  const [count, lines] = ["[data-count]", "[data-lines]"].map((mark) => /** @type {HTMLElement} */ (shown.querySelector(mark)));
  let kept = 0;
  const draw = () => {
    const words = (shown.dataset.words ?? "").replace("{waiting}", String(waiting().length)).replace("{sent}", String(kept));
    count.textContent = words;
    shown.hidden = form.dataset.mode === "kiosk" && !waiting().length;
  };
  const send = sender(
    form.action,
    (one, told) => {
      gone(one);
      if (!told) kept += 1;
      else {
        const line = document.createElement("li");
        line.textContent = `${one.code.slice(0, 4)}-…-${one.code.slice(-4)}: ${told}`;
        if (form.dataset.mode === "tablet") lines.append(line);
        else /** @type {HTMLElement} */ (form.querySelector("[data-says]")).textContent = told;
      }
    },
    draw,
  );
  shown.querySelector("[data-send-now]")?.addEventListener("click", () => void send());
  form.addEventListener("submit", () => window.setTimeout(draw));
  draw();
  void send();
  return send;
}

/** The page and its files stay on this device, so that it opens without a network. */
async function keepThisPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/khao-sat/giu-trang.js");
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const ours = [...new Set([location.pathname + location.search, ...files.filter((name) => name.startsWith(`${location.origin}/static/`))])];
  await (await caches.open("motcua-survey")).addAll(ours);
  document.documentElement.dataset.kept = "true";
}

codeFromLink();
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-survey]"));
if (form) survey(form);
if (form?.dataset.mode === "tablet") void keepThisPage();
