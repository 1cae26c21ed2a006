// @ts-check
/**
 * The counter while the line is down. Numbers that were kept for this device, and receipts that wait to be sent, lie in
 * IndexedDB: a receipt takes the next number in the same transaction, so two tabs never give one number twice. It is sent
 * once the line is there, again and again until an answer comes; the server knows it by its submission and its number.
 * What was sent leaves only its number and its state on the device; until then what it says of a person is encrypted there
 * with a key that this browser keeps and never gives out.
 */

import { answer, decided, keptKey, lock, open, put as write_row, rows, sender, unlock as unlocked } from "../../design/js/outbox.js";

const RETRY_MS = 5_000;
const data = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("without-line")).textContent ?? "{}");
/** @template {HTMLElement} T @param {string} wanted @returns {T} */
const one = (wanted) => /** @type {T} */ (document.querySelector(wanted));
const form = /** @type {HTMLFormElement} */ (one("[data-receipt]"));
const sending = /** @type {HTMLFormElement} */ (one("[data-send]"));
const keeping = /** @type {HTMLFormElement} */ (one("[data-keep]"));
const chosen = /** @type {HTMLSelectElement} */ (one("#f-case"));
const fault = one("[data-fault]");
const sheet = one("[data-sheet]");

// What lies on the device ------------------------------------------------------------------------------------

const opened = open("motcua-counter", { numbers: "number", receipts: "submission" });
const key = () => keptKey("motcua-counter-key", "receipts");
/** @param {string} name */
const all = (name) => rows(opened, name);
/** @param {string} name @param {object} row */
const put = (name, row) => write_row(opened, name, row);

/** @param {any} row @returns {Promise<any>} what it says; rows of before were not encrypted */
async function unlock(row) {
  if (!row.locked) return row;
  return { ...(await unlocked(await key(), row.submission, row.locked)), submission: row.submission, number: row.number };
}

/** @param {any} receipt @returns {Promise<any>} the receipt with its number, or nothing when none is left */
async function write(receipt) {
  const locked = await lock(await key(), receipt.submission, receipt);
  const both = (await opened).transaction(["numbers", "receipts"], "readwrite");
  const numbers = both.objectStore("numbers");
  const free = (await answer(numbers.getAll())).filter((/** @type {any} */ each) => each.state === "free" && each.day === receipt.day && each.agency === data.agency).sort((/** @type {any} */ a, /** @type {any} */ b) => (a.number < b.number ? -1 : 1));
  if (!free.length) return null;
  numbers.put({ ...free[0], state: "used" });
  const { submission, day } = receipt;
  await answer(both.objectStore("receipts").add({ submission, day, number: free[0].number, state: "waiting", told: "", locked }));
  return { ...receipt, number: free[0].number };
}

// The page ---------------------------------------------------------------------------------------------------

data.cases.forEach((/** @type {any} */ each, /** @type {number} */ place) => chosen.append(new Option(each.name, String(place))));
const current = () => data.cases[Number(chosen.value)];

/** Past the cut-off a result of the same day is one of the next: the device has only its own clock to tell.
 * @param {any} asked @param {Date} now */
const dueAt = (asked, now) => (asked.cut_off && now >= new Date(asked.cut_off) ? asked.due_after : asked.due);

function showCase() {
  const asked = current();
  if (!asked) return;
  one("[data-due]").textContent = dueAt(asked, new Date());
  const line = (/** @type {string} */ words) => Object.assign(document.createElement("li"), { textContent: words });
  one("[data-fees]").replaceChildren(...asked.fees.map((/** @type {any} */ fee) => line(`${fee.name}: ${fee.amount}`)));
  one("[data-papers]").replaceChildren(
    ...asked.papers.map((/** @type {any} */ paper, /** @type {number} */ place) => {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "papers", value: paper.code, className: "tick" });
      if (place < 9) box.dataset.key = String(place + 1);
      label.append(box, ` ${place < 9 ? `${place + 1}. ` : ""}${paper.name}`);
      return label;
    }),
  );
}

/** The card's own text: number|old number|name|date of birth|sex|address|day of issue. */
function readCard() {
  const field = /** @type {HTMLInputElement} */ (one("#f-identity"));
  const parts = field.value.normalize("NFC").split("|").map((part) => part.trim());
  if (parts.length < 6 || !/^\d{12}$/.test(parts[0])) return;
  const set = (/** @type {string} */ id, /** @type {string} */ value) => (/** @type {HTMLInputElement} */ (one(id)).value = value);
  set("#f-identity", parts[0]);
  set("#f-name", parts[2]);
  if (/^\d{8}$/.test(parts[3])) set("#f-birth", `${parts[3].slice(0, 2)}/${parts[3].slice(2, 4)}/${parts[3].slice(4)}`);
  set("#f-address", parts[5]);
}

/** @param {string} words */
function say(words) {
  fault.textContent = words;
  fault.hidden = !words;
}

let waived = "";
let writing = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  // Pressed twice, it is one receipt.
  if (writing) return;
  writing = true;
  void give().finally(() => (writing = false));
});
async function give() {
  readCard();
  const typed = new FormData(form);
  const asked = current();
  const name = String(typed.get("name") ?? "").trim();
  if (name.length < 2 || !asked) return say(fault.dataset.name ?? "");
  const ticked = typed.getAll("papers").map(String);
  const missing = asked.papers.filter((/** @type {any} */ paper) => paper.required && !ticked.includes(paper.code)).map((/** @type {any} */ paper) => paper.name);
  if (missing.length && waived !== missing.join()) {
    waived = missing.join();
    return say((fault.dataset.missing ?? "").replace("%s", missing.join("; ")));
  }
  const now = new Date();
  // A page of another day knows neither its numbers nor its dates.
  if (now.toLocaleDateString("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" }) !== data.day) return say(fault.dataset.old ?? "");
  const receipt = await write({
    submission: crypto.randomUUID(), day: data.day, written_at: now.toISOString(), agency: data.agency, procedure: asked.procedure, case: asked.case, name,
    identity: typed.get("identity"), birth: typed.get("birth"), phone: typed.get("phone"), address: typed.get("address"), papers: ticked,
  });
  if (!receipt) return say(fault.dataset.empty ?? "");
  say("");
  waived = "";
  show(receipt, asked, now);
  form.reset();
  showCase();
  await list();
  void send();
}

/** @param {any} receipt @param {any} asked @param {Date} now */
function show(receipt, asked, now) {
  const names = asked.papers.filter((/** @type {any} */ paper) => receipt.papers.includes(paper.code)).map((/** @type {any} */ paper) => paper.name);
  const says = {
    number: receipt.number, name: receipt.name, title: asked.name, papers: names.join("; ") || "–", due: dueAt(asked, now),
    written: now.toLocaleString(data.language === "en" ? "en-GB" : "vi-VN", { timeZone: "Asia/Ho_Chi_Minh" }),
    fees: asked.fees.map((/** @type {any} */ fee) => `${fee.name}: ${fee.amount}`).join("; ") || "–",
  };
  for (const [part, words] of Object.entries(says)) one(`[data-of="${part}"]`).textContent = words;
  sheet.hidden = false;
  sheet.scrollIntoView({ block: "start" });
  one("[data-print-now]").focus();
}
one("[data-print-now]").addEventListener("click", () => window.print());
one("[data-next]").addEventListener("click", () => {
  sheet.hidden = true;
  one("#f-identity").focus();
});

async function list() {
  const receipts = (await all("receipts")).sort((/** @type {any} */ a, /** @type {any} */ b) => (a.number < b.number ? 1 : -1));
  const place = one("[data-list]");
  place.replaceChildren(
    ...receipts.slice(0, 30).map((/** @type {any} */ each) => {
      const line = document.createElement("li");
      const words = place.dataset[each.state] ?? "";
      const number = each.url ? Object.assign(document.createElement("a"), { href: each.url, textContent: each.number }) : each.number;
      line.append(number, ` · ${words}${each.told ? `: ${each.told}` : ""}`);
      line.dataset.state = each.state;
      return line;
    }),
  );
  one("[data-none]").hidden = receipts.length > 0;
  const free = (await all("numbers")).filter((/** @type {any} */ each) => each.state === "free" && each.day === data.day && each.agency === data.agency).length;
  const waiting = receipts.filter((/** @type {any} */ each) => each.state === "waiting").length;
  const count = (/** @type {string} */ wanted, /** @type {number} */ n) => (one(wanted).textContent = (one(wanted).dataset.words ?? "").replace("%n", String(n)));
  count("[data-numbers]", free);
  count("[data-waiting-count]", waiting);
}

// Sending ----------------------------------------------------------------------------------------------------

/** @param {boolean} there */
function line(there) {
  const words = one("[data-line]");
  words.textContent = (there ? words.dataset.on : words.dataset.off) ?? "";
  words.dataset.there = String(there);
}

const token = () => String(new FormData(sending).get("csrfmiddlewaretoken"));

const send = sender(
  async () => {
    for (const each of (await all("receipts")).filter((/** @type {any} */ row) => row.state === "waiting")) {
      // One that this browser cannot read any more holds none of the others back.
      const says = await unlock(each).catch(() => null);
      if (!says) continue;
      const body = new FormData();
      for (const name of ["submission", "number", "written_at", "agency", "procedure", "case", "name", "identity", "birth", "phone", "address"]) body.set(name, says[name] ?? "");
      for (const paper of says.papers) body.append("papers", paper);
      const told = decided(await fetch(/** @type {string} */ (sending.dataset.send), { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() }, redirect: "manual" }));
      const said = await told.json();
      line(true);
      if (told.ok) await put("receipts", { submission: each.submission, number: each.number, state: "sent", told: "", url: said.url, day: each.day });
      else await put("receipts", { ...each, state: "refused", told: [said.title, ...(said.errors ?? []).map((/** @type {any} */ error) => error.detail ?? "")].filter(Boolean).join(" ") });
      await list();
    }
  },
  { retry: RETRY_MS, failed: () => line(navigator.onLine) },
);

keeping.addEventListener("submit", (event) => {
  event.preventDefault();
  // Pressed twice, it keeps numbers once.
  if (keeping.dataset.sent) return;
  keeping.dataset.sent = "true";
  void keepNumbers().finally(() => delete keeping.dataset.sent);
});
async function keepNumbers() {
  try {
    const told = await fetch(/** @type {string} */ (keeping.dataset.keep), { method: "POST", body: new FormData(keeping), headers: { Accept: "application/json" } });
    const said = await told.json();
    if (!told.ok) return say(said.title ?? String(told.status));
    for (const number of said.numbers) await put("numbers", { number, day: said.day, agency: data.agency, state: "free" });
    line(true);
  } catch {
    line(false);
  }
  await list();
}

async function stay() {
  await navigator.serviceWorker.register(/** @type {string} */ (sending.dataset.worker), { scope: "/quay/" });
  await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => new URL(name).pathname.startsWith("/static/"));
  await (await caches.open("motcua-counter")).addAll(["/quay/mat-mang/", ...new Set(files)]);
  document.documentElement.dataset.kept = "ready";
}

chosen.addEventListener("change", showCase);
one("#f-identity").addEventListener("change", readCard);
window.addEventListener("online", () => line(true));
window.addEventListener("offline", () => line(false));
showCase();
line(navigator.onLine);
void list().then(send);
if (navigator.onLine && "serviceWorker" in navigator) void stay().catch(() => {});
