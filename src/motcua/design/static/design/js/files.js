// @ts-check
/**
 * Files chosen while the line is down: kept on the device (device.js), and sent when it is back.
 *
 *   <form data-device-files="/ho-so-cua-toi/ban-nhap/…/luu/?trang=papers"> … <input type="file"> …
 *
 * Before a form with files leaves the page, one small request asks whether the server is there. If it is not, and the page
 * behind this one came along (turning.js), the way goes on there.
 */

import { forget, keep, keepAct, keepFile, keeps, kept, sayBeside, sayUnkept, send, show } from "./device.js";

const turning = document.querySelector("template[data-ahead]") ? import("./turning.js").then((pages) => (pages.begins("form[data-device-files]", files), pages)) : null;

// A table can be looked at on the device; the script that does must be here before the line is gone.
const isListed = [document, .../** @type {HTMLTemplateElement[]} */ ([...document.querySelectorAll("template[data-ahead]")]).map((page) => page.content)].some((page) => page.querySelector("[data-columns]"));
const tables = isListed ? import("./tables.js") : null;

/** Presses that the server does later. @param {HTMLFormElement} form @param {HTMLElement | null} by @returns {by is HTMLButtonElement} */
const isPress = (form, by) => by instanceof HTMLButtonElement && ["_remove", "_use", "_clear"].includes(by.name) && form.dataset.later !== undefined;

/** @param {HTMLFormElement} form */
function files(form) {
  const address = /** @type {string} */ (form.dataset.deviceFiles);
  /** @param {string} more */
  const withMore = (more) => `${address}${address.includes("?") ? "&" : "?"}${more}`;
  const inputs = () => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[type=file]")]).filter((input) => input.files?.length);

  async function isThere() {
    if (!navigator.onLine) return false;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value);
    return fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }).then((told) => told.status < 500, () => false);
  }

  /** @returns {Promise<boolean>} whether each chosen file lies on the device now */
  async function keepChosen() {
    let all = true;
    for (const input of inputs()) {
      const chosen = [...(input.files ?? [])];
      const done = await Promise.all(chosen.map((file) => keepFile(address, input.name, file)));
      if (done.every(Boolean)) input.value = "";
      else all = false;
      const looked = /** @type {HTMLElement | null} */ (input.closest("section")?.querySelector("[data-columns]"));
      if (looked) await (await tables)?.say(looked, chosen[0]).catch(() => {});
    }
    if (all) await keepDates();
    await show();
    return all;
  }

  /** Dates that stand on papers go behind the files that they are of. */
  async function keepDates() {
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[name^=issued-]")))
      if (input.value !== input.defaultValue) await keepAct(withMore(`ngay=${input.name}`), [[input.name, input.value]], `${input.labels?.[0]?.textContent?.trim()}: ${input.value}`);
  }

  /** A file to be removed, a held paper to be used: done by the server when the line is back, and said beside the button.
   * @param {HTMLElement | null} by @returns {Promise<boolean>} whether it was such a button, and is kept */
  async function keepPress(by) {
    if (!isPress(form, by)) return false;
    const to = withMore(`nut=${by.name}:${by.value}`);
    if (!(await keepAct(to, [[by.name, by.value]], by.textContent?.trim().replace(/\s+/g, " ") ?? ""))) return false;
    sayBeside(by, to, form.dataset.later);
    await show();
    return true;
  }

  // Going on without a line ----------------------------------------------------------------------------------

  const turned = withMore("tiep=1");
  const heading = form.closest("[data-shown]")?.querySelector("h1")?.textContent ?? "";
  let wasTurned = false;
  /** What stands beside the files, and that the person went on. The files were kept before it, and go before it. */
  const keepTurned = () => {
    const written = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    return keep(turned, /** @type {string[][]} */ (written), { turned: true, heading });
  };

  /** @param {HTMLElement | null} by @returns {Promise<boolean>} */
  async function turn(by) {
    const pages = ["", "_next"].includes(by?.getAttribute("name") ?? "") ? await turning : null;
    const next = pages?.next();
    if (!pages || !next || !(await keepTurned())) return false;
    wasTurned = true;
    await pages.show(next);
    void send();
    return true;
  }
  form.addEventListener("motcua:left", () => wasTurned && void keepTurned());
  form.addEventListener("motcua:shown-again", () => void forget(turned).then(show));

  // What is chosen without a line is kept at once: whoever closes the page has lost nothing.
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "file" && !navigator.onLine && keeps()) void keepChosen();
  });

  /** What lies here goes first, and whoever handed it in sees it before that is done: until then nothing was handed in. */
  function sayLater() {
    const says = /** @type {HTMLElement | null} */ (form.querySelector("[data-later]"));
    if (says && kept.first) says.textContent = says.dataset.later ?? "";
  }

  let passing = false;
  form.addEventListener("submit", async (event) => {
    if (passing || (navigator.onLine && (!keeps() || (!inputs().length && !kept.first)))) return;
    event.preventDefault();
    const submitter = /** @type {HTMLElement | null} */ (event.submitter);
    if (!keeps()) return unkept(submitter);
    if (await isThere()) {
      // What lies here belongs to what is handed in: it goes first, and the page shows it.
      if (kept.first && !inputs().length) {
        sayLater();
        return void send();
      }
      passing = true;
      form.requestSubmit(submitter);
    } else if (!(await keepChosen())) unkept(submitter);
    else if (await keepPress(submitter)) void send();
    else if (!(await turn(submitter))) {
      if (kept.first) sayLater();
      else unkept(submitter);
      void send();
    }
  });

  /** Where the device keeps nothing, the person is told what to do. @param {HTMLElement | null} by */
  function unkept(by) {
    void show();
    const seen = by?.matches(".said") ? form.querySelector(".acts button") : by;
    if (seen instanceof HTMLElement) sayUnkept(seen);
  }

  // Gone back to, or its press stopped with Esc, the page is asked as before.
  window.addEventListener("pageshow", () => (passing = false));
  form.addEventListener("motcua:stopped", () => (passing = false));
  // They were attached: the page shows them, unless its form is on its way. Where pages were turned, the server says with
  // which one to go on.
  window.addEventListener("motcua:sent", (event) => {
    if (passing || !form.isConnected) return;
    const resume = /** @type {HTMLElement | null} */ (form.closest("[data-resume]"))?.dataset.resume;
    if (/** @type {CustomEvent} */ (event).detail?.turned && resume) location.assign(resume);
    else location.reload();
  });
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-device-files]"))) files(form);
