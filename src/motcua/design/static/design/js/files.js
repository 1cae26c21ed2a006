// @ts-check
/**
 * Files chosen while the line is down: kept on the device (device.js), and sent when it is back.
 *
 *   <form data-device-files="/ho-so-cua-toi/ban-nhap/…/luu/?trang=papers"> … <input type="file"> …
 *
 * Before a form with files leaves the page, one small request asks whether the server is there. If it is not, and the page
 * behind this one came along (turning.js), the way goes on there.
 */

import { forget, keep, keepAct, keepFile, keeps, kept, send, show } from "./device.js";

const turning = document.querySelector("template[data-ahead]") ? import("./turning.js").then((pages) => (pages.begins("form[data-device-files]", files), pages)) : null;

/** @param {HTMLFormElement} form */
function files(form) {
  const address = /** @type {string} */ (form.dataset.deviceFiles);
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
      const done = await Promise.all([...(input.files ?? [])].map((file) => keepFile(address, input.name, file)));
      if (done.every(Boolean)) input.value = "";
      else all = false;
    }
    if (all) await keepDates();
    await show();
    return all;
  }

  /** Dates that stand on papers go behind the files that they are of. */
  async function keepDates() {
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[name^=issued-]")))
      if (input.value !== input.defaultValue) await keepAct(`${address}&ngay=${input.name}`, [[input.name, input.value]], `${input.labels?.[0]?.textContent?.trim()}: ${input.value}`);
  }

  /** A file to be removed, a held paper to be used: done by the server when the line is back, and said beside the button.
   * @param {HTMLElement | null} by @returns {Promise<boolean>} whether it was such a button, and is kept */
  async function keepPress(by) {
    if (!(by instanceof HTMLButtonElement) || !["_remove", "_use"].includes(by.name) || form.dataset.later === undefined) return false;
    const to = `${address}&nut=${by.name}:${by.value}`;
    if (!(await keepAct(to, [[by.name, by.value]], by.textContent?.trim().replace(/\s+/g, " ") ?? ""))) return false;
    if (by.nextElementSibling?.getAttribute("data-pressed") !== to) {
      const says = Object.assign(document.createElement("small"), { className: "soft", textContent: form.dataset.later });
      says.dataset.pressed = to;
      says.setAttribute("role", "status");
      by.after(says);
    }
    await show();
    return true;
  }
  window.addEventListener("motcua:dropped", (event) => {
    for (const says of form.querySelectorAll("[data-pressed]")) if (says.getAttribute("data-pressed") === /** @type {CustomEvent} */ (event).detail) says.remove();
  });

  // Going on without a line ----------------------------------------------------------------------------------

  const turned = `${address}&tiep=1`;
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
    if (says && kept.files) says.textContent = says.dataset.later ?? "";
  }

  let passing = false;
  form.addEventListener("submit", async (event) => {
    if (passing || !keeps() || (navigator.onLine && !inputs().length && !kept.files)) return;
    event.preventDefault();
    const submitter = /** @type {HTMLElement | null} */ (event.submitter);
    if (await isThere()) {
      // What lies here belongs to what is handed in: it goes first, and the page shows it.
      if (kept.files && !inputs().length) {
        sayLater();
        return void send();
      }
      passing = true;
      form.requestSubmit(submitter);
    } else if (!(await keepChosen())) sayLater();
    else if (await keepPress(submitter)) void send();
    else if (!(await turn(submitter))) {
      sayLater();
      void send();
    }
  });

  // Gone back to, the page is asked as before.
  window.addEventListener("pageshow", () => (passing = false));
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
