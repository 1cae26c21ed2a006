// @ts-check
/**
 * Files chosen while the line is down: kept on the device (device.js), and sent when it is back.
 *
 *   <form data-device-files="/ho-so-cua-toi/ban-nhap/…/luu/?trang=papers"> … <input type="file"> …
 *
 * Before a form with files leaves the page, one small request asks whether the server is there.
 */

import { keepFile, keeps, kept, send, show } from "./device.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-device-files]"));
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
  await show();
  return all;
}

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
  const { submitter } = event;
  // What lies here belongs to what is handed in: it goes first, and the page shows it.
  if (kept.files && !inputs().length) {
    sayLater();
    return void send();
  }
  if (await isThere()) {
    passing = true;
    form.requestSubmit(submitter);
  } else if (await keepChosen()) {
    sayLater();
    void send();
  }
});

// Gone back to, the page is asked as before.
window.addEventListener("pageshow", () => (passing = false));
// They were attached: the page shows them, unless its form is on its way.
window.addEventListener("motcua:sent", () => passing || location.reload());
