// @ts-check
/**
 * What a person types and chooses while the line is down is kept on this device, locked, until it can be sent.
 *
 *   <section data-device data-owner="…" data-key="…" data-days="7"> … <p data-says data-off="…"> <ul data-list> … </section>
 *
 * A copy says which page it belongs to and what that page had read, so that the server can tell whether another device
 * was faster. It is deleted once it was sent; when its owner signs out; when its owner says that nothing be kept here;
 * and after some days. The key comes with the owner's page: nobody else's page opens it.
 */

import { decided, drop, givenKey, lock, lockBytes, open, put, rows, sender, unlock, unlockBytes } from "./outbox.js";

const [BASE, COPIES] = ["motcua-drafts", "copies"];
const [OWNER, LEFT] = ["motcua-device-owner", "motcua-device-left"];
const DAY_MS = 86_400_000;
const RETRY_MS = 15_000;
/** What a press says of itself lies with it, locked: it may name a file. */
const SAYS = "_says";

/** @typedef {{ id: string, owner: string, address: string, place: string, at: number, page?: string, leaving?: boolean, turned?: boolean, heading?: string, content?: any, size?: number, told?: string, act?: boolean, locked: any }} Copy */

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-device]"));
const one = (/** @type {string} */ wanted) => /** @type {HTMLElement} */ (box?.querySelector(wanted));
const base = open(BASE, { [COPIES]: "id" });
base.catch(() => {}); // A private window may keep nothing; then the page works as it does without this.
const owner = box?.dataset.owner ?? "";
/** Of one draft without an account: it says nothing about whose account this browser has. */
const ofDraft = box?.dataset.ofDraft !== undefined;
const REFUSES = `motcua-device-keeps-nothing${ofDraft ? "-of-draft" : ""}`;
// Browsers lock nothing on pages without TLS: there nothing is kept.
const key = box && globalThis.crypto?.subtle ? givenKey(box.dataset.key ?? "") : null;
/** This very page: what it keeps it sends itself, and what earlier pages left is not written over. */
const PAGE = globalThis.crypto?.subtle ? crypto.randomUUID() : "";

/** @param {() => any} what what a private window may not let us do */
const local = (what) => {
  try {
    return what();
  } catch {
    return null;
  }
};
export const keeps = () => Boolean(key) && local(() => localStorage.getItem(REFUSES)) !== owner;
if (owner && !ofDraft) local(() => localStorage.setItem(OWNER, owner));

/** @returns {Promise<Copy[]>} */
const mine = async () => (await rows(base, COPIES)).filter((/** @type {Copy} */ each) => each.owner === owner).sort((/** @type {Copy} */ a, /** @type {Copy} */ b) => a.at - b.at);

// Keeping ----------------------------------------------------------------------------------------------------

/** Whether the browser would keep nothing the last time: it has no room, or may not. */
let isFull = false;
/** @param {Copy} row @returns {Promise<boolean>} */
const stored = (row) => put(base, COPIES, row).then(() => !(isFull = false), () => !(isFull = true));

/** @param {string} address where it is sent @param {string[][]} fields what stands on the page
 * @param {{ leaving?: boolean, turned?: boolean, heading?: string }} [how] leaving: the form itself is on its way, and the page it leads to has
 * no need of the copy; turned: the page was left for the next one without a line, so its form sends it no more */
export async function keep(address, fields, { leaving = false, turned = false, heading = "" } = {}) {
  if (!key || !keeps()) return false;
  const id = `${owner} ${address} ${PAGE}`;
  const row = { id, owner, address, page: turned ? "" : PAGE, leaving, turned, heading, place: location.pathname, at: Date.now(), locked: await lock(await key, id, fields) };
  return stored(row);
}

/** One press that the server does later, in the order in which it was pressed; pressed twice, it waits once.
 * @param {string} address one for each such press @param {string[][]} fields @param {string} says the words of its button
 * @param {boolean} [turned] once it is done, the server says with which page to go on */
export async function keepAct(address, fields, says, turned = false) {
  if (!key || !keeps()) return false;
  const id = `${owner} ${address}`;
  const row = { id, owner, address, act: true, turned, place: location.pathname, at: Date.now(), locked: await lock(await key, id, [...fields, [SAYS, says]]) };
  return stored(row);
}

/** Words beside the button that was pressed, in a line of their own; pressed twice, they stand there once.
 * @param {HTMLElement} by @param {string} to what was pressed @param {string | undefined} words */
export function sayBeside(by, to, words) {
  const there = by.nextElementSibling;
  const says = there instanceof HTMLElement && there.dataset.pressed !== undefined ? there : document.createElement("small");
  says.className = "soft";
  says.dataset.pressed = to;
  says.setAttribute("role", "status");
  says.textContent = words ?? "";
  if (says !== there) by.after(" ", says);
}

/** Without a line and with nothing kept, what to do. @param {HTMLElement} by */
export const sayUnkept = (by) => sayBeside(by, "", one("[data-says]").dataset.unkept);

/** The form of this page is on its way. Told at once: the mark on the copy itself may come too late to be written. */
export const leaves = () => local(() => sessionStorage.setItem(LEFT, PAGE));

/** @param {string} address @param {string} field @param {File} file */
export async function keepFile(address, field, file) {
  if (!key || !keeps()) return false;
  const id = `${owner} ${address} ${field} ${crypto.randomUUID()}`;
  const locked = await lock(await key, id, { field, name: file.name, type: file.type });
  const content = await lockBytes(await key, `${id} content`, await file.arrayBuffer());
  const row = { id, owner, address, place: location.pathname, at: Date.now(), locked, content, size: file.size };
  return stored(row);
}

/** What stands on the page was saved: its copy goes. @param {string} address */
export const forget = (address) => drop(base, COPIES, `${owner} ${address} ${PAGE}`).catch(() => {});

/** @param {string} who all copies of this owner go */
async function forgetAll(who) {
  for (const each of await rows(base, COPIES)) if (each.owner === who) await drop(base, COPIES, each.id);
}

// Sending ----------------------------------------------------------------------------------------------------

const token = () => /** @type {HTMLInputElement} */ (document.querySelector("input[name=csrfmiddlewaretoken]")).value;

/** @param {any} each @returns {Promise<FormData>} */
async function body(each) {
  const sent = new FormData();
  const said = await unlock(/** @type {CryptoKey} */ (await key), each.id, each.locked);
  if (each.content) {
    const bytes = await unlockBytes(/** @type {CryptoKey} */ (await key), `${each.id} content`, each.content);
    sent.append(said.field, new File([bytes], said.name, { type: said.type }));
  } else for (const [name, value] of said) if (name !== SAYS) sent.append(name, value);
  return sent;
}

/** Where both answers of a difference are, once one was met. */
let apart = "";
let [sentHere, sentTurned] = [false, false];

const send = sender(
  async () => {
    for (const each of await mine()) {
      // What this page keeps its form sends: two at once could arrive in the wrong order.
      if (each.told || each.page === PAGE) continue;
      const said = await body(each).catch(() => null);
      if (!said) {
        await put(base, COPIES, { ...each, told: one("[data-says]").dataset.unreadable ?? "" });
        continue;
      }
      const told = await fetch(each.address, { method: "POST", body: said, headers: { Accept: "application/json", "X-CSRFToken": token() }, redirect: "manual" });
      if (told.type === "opaqueredirect" || told.status === 404) {
        await put(base, COPIES, { ...each, told: one("[data-says]").dataset[told.status === 404 ? "deleted" : "gone"] ?? "" });
        if (each.turned && document.querySelector("[data-shown]")) sentTurned = true;
        continue;
      }
      decided(told);
      // Both answers are kept by the server: this copy has done its work.
      const difference = told.status === 409 ? told.headers.get("Content-Location") : "";
      if (told.ok || difference) {
        await drop(base, COPIES, each.id);
        if (difference) apart = difference;
        if (each.place === location.pathname) sentHere = true;
        if (each.turned && document.querySelector("[data-shown]")) sentTurned = true;
      } else {
        // The page that is shown tells of a line that is back by now: the server says where to go on.
        if (each.turned && document.querySelector("[data-shown]")) sentTurned = true;
        const problem = await told.json().catch(() => ({}));
        await put(base, COPIES, { ...each, told: [problem.title, ...(problem.errors ?? []).map((/** @type {any} */ error) => error.detail ?? "")].filter(Boolean).join(" ") || String(told.status) });
      }
      await show();
    }
    if (apart) location.assign(apart);
    else if (sentHere || sentTurned) window.dispatchEvent(new CustomEvent("motcua:sent", { detail: { turned: sentTurned } }));
    [sentHere, sentTurned] = [false, false];
    await show();
  },
  { retry: RETRY_MS, failed: () => void show() },
);
export { send };

// What it says -----------------------------------------------------------------------------------------------

/** @param {number} bytes */
const size = (bytes) => `${Math.max(1, Math.round(bytes / 1024)).toLocaleString(document.documentElement.lang)} KB`;

/** @param {any} each @returns {Promise<string>} */
async function words(each) {
  const list = one("[data-list]");
  if (each.act) {
    const said = await unlock(/** @type {CryptoKey} */ (await key), each.id, each.locked).catch(() => []);
    return said.find((/** @type {string[]} */ [name]) => name === SAYS)?.[1] ?? "…";
  }
  if (!each.content) return [list.dataset.page, each.heading].filter(Boolean).join(": ");
  const said = await unlock(/** @type {CryptoKey} */ (await key), each.id, each.locked).catch(() => ({ name: "…" }));
  return `${said.name} · ${size(each.size)}`;
}

/** How many files and presses wait: a form that hands in waits for them. */
export const kept = { first: 0 };

let drawing = Promise.resolve();
/** One after the other: two at once would write each line twice. */
export const show = () => (drawing = drawing.then(draw, draw));

async function draw() {
  if (!box) return;
  const waiting = await mine().catch(() => []);
  kept.first = waiting.filter((each) => (each.content || each.act) && !each.told).length;
  const says = one("[data-says]");
  const wished = local(() => localStorage.getItem(REFUSES)) === owner;
  const line = navigator.onLine ? says.dataset.waiting : wished ? says.dataset.nothing : keeps() && !isFull ? says.dataset.off : says.dataset.unkept;
  says.textContent = (waiting.some((each) => !each.told) || !navigator.onLine ? line : "") ?? "";
  const list = one("[data-list]");
  const lines = [];
  for (const each of waiting) {
    const item = document.createElement("li");
    const at = new Date(each.at).toLocaleString(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB", { dateStyle: "short", timeStyle: "short", timeZone: "Asia/Ho_Chi_Minh" });
    item.append(`${await words(each)} · ${at}${each.told ? ` · ${each.told}` : ""} `);
    const away = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: list.dataset.delete ?? "" });
    away.addEventListener("click", async () => {
      await drop(base, COPIES, each.id);
      window.dispatchEvent(new CustomEvent("motcua:dropped", { detail: each.address }));
      await show();
    });
    item.append(away);
    lines.push(item);
  }
  list.replaceChildren(...lines);
  one("[data-now]").hidden = !navigator.onLine || !waiting.some((each) => !each.told);
  one("[data-box]").hidden = !says.textContent && !lines.length;
}

/** What was chosen, for the list on the device. @param {HTMLFormElement} form */
function chosen(form) {
  const picked = form.querySelector("input[type=radio]:checked");
  const words = picked instanceof HTMLInputElement ? picked.labels?.[0]?.querySelector("b, span, strong")?.textContent ?? picked.labels?.[0]?.textContent : "";
  return [form.closest("[data-shown]")?.querySelector("h1")?.textContent, words].map((part) => part?.trim().replace(/\s+/g, " ")).filter(Boolean).join(" ");
}

/** Forms whose press waits on this page alone. @type {WeakSet<HTMLFormElement>} */
const waits = new WeakSet();

/** A choice on which the next page depends. @param {HTMLFormElement} form @param {HTMLElement | null} by */
export async function keepChoice(form, by) {
  const to = form.dataset.chosen;
  const written = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  const done = Boolean(to) && (await keepAct(/** @type {string} */ (to), /** @type {string[][]} */ (written), chosen(form), true));
  if (done && by) sayBeside(by, /** @type {string} */ (to), form.dataset.later);
  else if (!waits.has(form)) {
    waits.add(form);
    window.addEventListener("online", () => (waits.delete(form), form.requestSubmit(by)), { once: true });
  }
  await show();
  if (done) void send();
}
window.addEventListener("motcua:sent", (event) => {
  const form = document.querySelector("form[data-chosen]");
  const resume = /** @type {HTMLElement | null} */ (form?.closest("[data-resume]"))?.dataset.resume;
  if (resume && /** @type {CustomEvent} */ (event).detail?.turned) location.assign(resume);
});

/** Where the form was whose answer this page is; nothing for a page that was asked for again or gone back to. */
function cameFrom() {
  const [way] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return way?.type === "navigate" && document.referrer ? new URL(document.referrer).pathname : "";
}

/** Copies that are too old go, whoever's they are; and those whose form arrived. */
async function tidy() {
  const days = Number(box?.dataset.days) || 7;
  const left = local(() => sessionStorage.getItem(LEFT));
  for (const each of await rows(base, COPIES)) {
    const arrived = (each.leaving || (left && each.page === left)) && each.place === cameFrom();
    if (arrived || Date.now() - each.at > days * DAY_MS) await drop(base, COPIES, each.id);
  }
}

if (box) {
  const refuses = /** @type {HTMLInputElement | null} */ (box.querySelector("[data-refuses]"));
  if (refuses) {
    one("[data-choice]").hidden = false;
    refuses.checked = !keeps();
    refuses.addEventListener("change", async () => {
      local(() => (refuses.checked ? localStorage.setItem(REFUSES, owner) : localStorage.removeItem(REFUSES)));
      if (refuses.checked) await forgetAll(owner);
      await show();
    });
  }
  one("[data-now]").addEventListener("click", () => void send());
  // Pages with one choice and nothing typed: the choice is kept, and sent when the line is back. What the next page asks
  // depends on it, so nobody is led on before.
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("main form[method=post]:not([data-autosave], [data-device-files])")))
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      void keepChoice(form, event.submitter);
    });
  window.addEventListener("motcua:dropped", (event) => {
    for (const says of document.querySelectorAll("[data-pressed]")) if (says.getAttribute("data-pressed") === /** @type {CustomEvent} */ (event).detail) says.remove();
  });
  window.addEventListener("offline", () => void show());
  window.addEventListener("online", () => void show());
  void tidy().then(send).then(show).then(() => (document.documentElement.dataset.device = "ready"), () => {});
}

// Leaving ----------------------------------------------------------------------------------------------------

/** Signing out takes the copies along, and so does closing a draft without an account; whoever has something unsent here
 * is asked first. @param {HTMLFormElement} form */
export async function leave(form) {
  const closes = form.dataset.leaves === "draft";
  if (closes && !navigator.onLine) return; // It is closed, and its copies deleted, once the line is back.
  const who = closes || (owner && !ofDraft) ? owner : local(() => localStorage.getItem(OWNER)) || "";
  const kept = await rows(base, COPIES).then((all) => all.filter((/** @type {Copy} */ each) => each.owner === who), () => []);
  if (kept.length && !confirm(form.dataset.unsent ?? "")) return;
  await forgetAll(who).catch(() => {});
  if (!closes) local(() => localStorage.removeItem(OWNER));
  form.submit();
}
