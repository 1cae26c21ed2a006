// @ts-check
/// <reference path="statement.js" />
/**
 * The page kept on a phone: checks a code with the keys that were saved with it, and asks nobody.
 *
 * It stands in one file behind statement.js (documents/saved.py joins them), so `check` and its like are known here.
 */

/** @type {{keys: Key[], agencies: Record<string, string>}} */
const SAVED = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("saved")).textContent ?? "");

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-check]"));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const pasted = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("code")).value;
  const file = /** @type {HTMLInputElement} */ (form.elements.namedItem("file")).files?.[0];
  for (const answer of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-answer]"))) answer.hidden = true;
  if (!globalThis.crypto?.subtle) return show("no-crypto", {});
  const code = pasted.trim() || (await codeIn(file));
  if (!code && isPaper(file)) return show("no-code", {});
  try {
    const statement = await check(code, SAVED.keys);
    const issuer = SAVED.agencies[statement.issuer];
    const facts = {
      ...statement,
      issuer: issuer ? `${issuer} (${statement.issuer})` : statement.issuer,
      issuedOn: written(statement.issuedOn),
      expiresOn: written(statement.expiresOn),
    };
    show(await verdict(statement, file), facts);
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    show(problem.code, { day: problem.day });
  }
});

/** @param {File | undefined} file @returns {file is File} */
function isPaper(file) {
  const FILE_BYTES_MAX = 50 * 1024 * 1024;
  return !!file && file.type === "application/pdf" && file.size <= FILE_BYTES_MAX;
}

/** The text of the code as the agency's signature keeps it in the file; the code on the page is a drawing. @param {File | undefined} file */
async function codeIn(file) {
  if (!isPaper(file)) return "";
  const text = new TextDecoder("latin1").decode(await file.arrayBuffer());
  const found = [...text.matchAll(/\/ContactInfo\s*\(((?:[^()\\]|\\[0-7]{3})*)\)/g)].at(-1)?.[1] ?? "";
  return found.replace(/\\([0-7]{3})/g, (_all, octal) => String.fromCharCode(parseInt(octal, 8)));
}

/** @param {Statement} statement @param {File | undefined} file */
async function verdict(statement, file) {
  if (isPaper(file)) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!(await beginsWith(bytes, statement.digest))) return "other-file";
    return "same-file";
  }
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  return statement.expiresOn && statement.expiresOn < today ? "expired" : "authentic";
}

/** @param {string} name @param {Record<string, unknown>} facts */
function show(name, facts) {
  const answer = /** @type {HTMLElement} */ (document.querySelector(`[data-answer="${name}"]`));
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (answer.querySelectorAll("[data-said]"))) {
    const said = String(facts[place.dataset.said ?? ""] ?? "");
    place.textContent = said;
    const row = /** @type {HTMLElement | null} */ (place.closest("[data-row]"));
    if (row) row.hidden = !said;
  }
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (answer.querySelectorAll("[data-sentence]"))) {
    place.textContent = (place.dataset.sentence ?? "").replace("%(day)s", String(facts.day ?? ""));
  }
  answer.hidden = false;
  answer.focus();
}

/** @param {string} iso */
function written(iso) {
  return iso.split("-").reverse().join("/");
}
