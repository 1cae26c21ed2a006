// @ts-check
/**
 * Fills the form that checks a code: from the address a QR code opened, from a picture, from the camera.
 *
 * A browser that reads codes by itself (BarcodeDetector) does so here, for every other qr_find.js reads them. The phone's
 * own camera opens this page too, the server reads a picture, and a text can always be pasted: the form works without any
 * of this.
 */

import { readCode } from "./qr_find.js";

const FRAME_MILLISECONDS = 200;
const LOOKING_MILLISECONDS_MAX = 60_000;
const FRAGMENT_CHARACTERS_MIN = 60; // shorter ones lead to a place on the page

/**
 * @typedef {{detect: (source: CanvasImageSource) => Promise<{rawValue: string}[]>}} Reader
 */

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-check]"))) {
  const code = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("code"));
  const file = /** @type {HTMLInputElement} */ (form.elements.namedItem("file"));
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-looking]"));

  /** @param {string} found */
  const send = (found) => {
    code.value = found;
    file.value = "";
    form.requestSubmit();
  };

  if (location.hash.length > FRAGMENT_CHARACTERS_MIN) {
    const opened = location.href;
    // What the code says leaves the address at once: it is in no history and no screenshot of the bar.
    history.replaceState(null, "", location.pathname + location.search);
    send(opened);
  }
  reader().then((found) => listen(form, file, said, found, send));
}

/** The browser's own reader of QR codes, or ours. @returns {Promise<Reader>} */
async function reader() {
  const Detector = /** @type {any} */ (window).BarcodeDetector;
  const known = Detector ? await Detector.getSupportedFormats().catch(() => []) : [];
  return known.includes("qr_code") ? new Detector({ formats: ["qr_code"] }) : { detect: ownReader };
}

/** @param {any} source */
async function ownReader(source) {
  const text = readCode(source);
  return text ? [{ rawValue: text }] : [];
}

/**
 * @param {HTMLFormElement} form @param {HTMLInputElement} file @param {HTMLElement} said
 * @param {Reader} found @param {(text: string) => void} send
 */
function listen(form, file, said, found, send) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("[data-camera]"));
  const video = /** @type {HTMLVideoElement} */ (form.querySelector("video"));
  file.addEventListener("change", async () => {
    const picture = file.files?.[0];
    if (!picture?.type.startsWith("image/")) return;
    // A picture that this browser cannot open is one without a code.
    const codes = await createImageBitmap(picture).then((seen) => found.detect(seen)).catch(() => []);
    // Of two chosen in haste, the last one counts.
    if (file.files?.[0] !== picture) return;
    if (codes.length) send(codes[0].rawValue);
    else if (!form.hasAttribute("action")) say(said, "nothing"); // with the network on, the server looks at it too
  });
  if (!navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
    if (!stream) return say(said, "refused");
    say(said, "looking");
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const text = await look(video, found);
    for (const track of stream.getTracks()) track.stop();
    video.hidden = true;
    if (text) send(text);
    else say(said, "nothing");
  });
}

/** @param {HTMLVideoElement} video @param {Reader} found */
async function look(video, found) {
  for (let spent = 0; spent < LOOKING_MILLISECONDS_MAX; spent += FRAME_MILLISECONDS) {
    const codes = await found.detect(video).catch(() => []);
    if (codes.length) return codes[0].rawValue;
    await new Promise((resolve) => setTimeout(resolve, FRAME_MILLISECONDS));
  }
  return "";
}

/** @param {HTMLElement} said @param {"looking" | "nothing" | "refused"} what */
function say(said, what) {
  said.hidden = false;
  said.textContent = said.dataset[what] ?? "";
}
