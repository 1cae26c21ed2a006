// @ts-check
/**
 * Saves a draft on the server while a person types, and says when it was saved.
 *
 *   <form method="post" data-autosave="/ho-so/nhap/…/luu/"> … <output data-saved data-words="Saved at %t" data-waiting="Not saved yet"></output>
 *
 * One request at a time; what changed meanwhile is sent after it. The form itself takes the place of one on its way: that
 * would write an older text over it, arriving late. A page with [data-device] also keeps it on the device
 * while the line is down (device.js); others keep nothing.
 */

import { changeRows } from "./rows.js";

const PAUSE_MS = 1200;
const RETRY_MS = [2000, 5000, 15000, 30000];
const HANGS_MS = 20_000;
const device = document.querySelector("[data-device]") ? import("./device.js") : null;
const turning = device && document.querySelector("template[data-ahead]") ? import("./turning.js").then((pages) => (pages.begins("form[data-autosave]", autosave), pages)) : null;

/** @param {Element} field */
function isTyped(field) {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (!(field instanceof HTMLInputElement)) return false;
  return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

/** @param {HTMLFormElement} form */
function autosave(form) {
  const says = /** @type {HTMLElement | null} */ (document.querySelector("[data-saved]"));
  const address = /** @type {string} */ (form.dataset.autosave);
  let [timer, tries, sending, changed] = [0, 0, false, false];

  /** @param {string} words */
  const say = (words) => says && (says.textContent = words);

  /** What stands on the page, without its files: they go with the form itself. */
  const written = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  let [kept, failing] = [false, false];
  /** Somebody wants to go on, and by which button; the page is left once everything on it is saved.
   * @type {{ by: HTMLElement | null } | null} */
  let goingOn = null;
  let passing = false;
  /** The page was turned: what stands on it waits in the outbox, and its form sends nothing any more. */
  let [left, wasTurned] = [false, false];
  const turned = `${address}&tiep=1`;
  const heading = form.closest("[data-shown]")?.querySelector("h1")?.textContent ?? "";

  const leave = async () => {
    [left, changed] = [true, false];
    clearTimeout(timer);
    await (await device)?.forget(address);
  };

  /** Without a line, to the next page if it lies here. @returns {Promise<boolean>} */
  const turn = async () => {
    const [outbox, pages] = [await device, await turning];
    const next = pages?.next();
    if (!outbox || !pages || !next || !(await outbox.keep(turned, /** @type {string[][]} */ (written()), { turned: true, heading }))) return false;
    wasTurned = true;
    await leave();
    await pages.show(next);
    void outbox.send();
    return true;
  };

  /** The save that is on its way, to be called off. @type {AbortController | undefined} */
  let asked;
  const save = async () => {
    if (left) return;
    if (sending) {
      // However long that one hangs, what was typed after it lies here.
      kept = Boolean(await (await device)?.keep(address, /** @type {string[][]} */ (written()), { heading }));
      return;
    }
    [sending, changed] = [true, false];
    let [done, reached] = [false, false];
    const body = new FormData(form);
    // Files go with the form itself; a draft is saved with every pause in typing.
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    kept = Boolean(await (await device)?.keep(address, /** @type {string[][]} */ (written()), { heading }));
    asked = new AbortController();
    const hangs = window.setTimeout(() => asked?.abort(), HANGS_MS);
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", signal: asked.signal });
      reached = true;
      if (answer.status === 409) {
        [sending, changed] = [false, true];
        // Both answers are kept by the server, which says where they are.
        const both = answer.headers.get("Content-Location");
        if (both) {
          await (await device)?.forget(address);
          changed = false;
          location.assign(both);
        } else say(says?.dataset.conflict ?? says?.dataset.waiting ?? "");
        return;
      }
      if (answer.status === 410) {
        // The draft is not here any more: sent, expired, or taken over. The page says which when it is asked for again.
        await (await device)?.forget(address);
        [sending, changed] = [false, false];
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      [tries, done, failing] = [0, true, false];
      // Where two may write on the same thing, the next save says what this one has read.
      const { revision } = await answer.json().catch(() => ({}));
      const read = form.elements.namedItem("revision");
      if (revision && read instanceof HTMLInputElement) read.value = String(revision);
      const at = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
      // Said once nothing is left to do: whoever leaves then is not sent after by a copy.
      if (!changed) await (await device)?.forget(address);
      say((says?.dataset.words ?? "").replace("%t", at));
    } catch {
      if (going) return void (sending = false);
      failing = true;
      changed = !left;
      say((kept ? says?.dataset.kept : says?.dataset.waiting) ?? "");
    } finally {
      clearTimeout(hangs);
    }
    sending = false;
    await (await device)?.show();
    if (left) await (await device)?.forget(address);
    else if (goingOn && done && changed) void save();
    else if (goingOn && reached) {
      // Pages that were turned are looked at first: the page that answers says what is wrong with them.
      if (turning) await (await device)?.send();
      // Saved; or refused, and then the page that answers says why: a session that is over, for one.
      [passing, changed] = [true, false];
      form.requestSubmit(goingOn.by);
    }
    else if (changed && tries < RETRY_MS.length) timer = window.setTimeout(save, RETRY_MS[tries++]);
  };

  /** The form itself is on its way; or the page is asked for again. */
  let [going, anew] = [false, false];
  window.addEventListener("pageshow", () => ([going, anew] = [false, false]));
  // Stopped with Esc: what was on its way with the form is saved again by itself.
  form.addEventListener("motcua:stopped", () => {
    [going, passing, goingOn] = [false, false, null];
    soon();
  });

  const soon = () => {
    // Whoever types on has this page, not another one that would come without the last letters.
    if (anew) window.stop();
    [changed, tries, anew, kept] = [true, 0, false, false];
    clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  // What was typed while this script was on its way is saved too.
  if ([...form.elements].some(isTyped)) soon();
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    // Without a line the page is not left: it is saved first, and the way goes on once that was done.
    if (device && !passing && (failing || !navigator.onLine)) {
      event.preventDefault();
      const by = event.submitter;
      const wait = () => {
        goingOn = { by };
        [tries, changed] = [0, true];
        void save();
      };
      // A row more or less needs no server; what else is changed on the page is for the server to draw.
      if (changeRows(form, by)) return soon();
      // Files and presses beside what is typed are kept by files.js, and a choice on which the next page depends by device.js.
      if (form.dataset.deviceFiles !== undefined && !navigator.onLine) return changed ? soon() : undefined;
      if (form.dataset.chosen !== undefined) return void device.then(({ keepChoice }) => keepChoice(form, by));
      const goesOn = turning && ["", "_next"].includes(by?.getAttribute("name") ?? "");
      void (goesOn ? turn() : Promise.resolve(false)).then((done) => done || wait(), wait);
      return;
    }
    // Nobody knows yet whether the server is there: should it not be, the copy is sent by the next page.
    if (changed || sending) void device?.then(({ keep, leaves }) => (leaves(), keep(address, /** @type {string[][]} */ (written()), { leaving: true, heading })));
    [changed, going] = [false, true];
    asked?.abort();
  });
  window.addEventListener("online", () => {
    tries = 0;
    clearTimeout(timer);
    if (changed) void save();
  });
  // Gone back to, it is this page's own again; and turned as before when it is left, by whatever way.
  form.addEventListener("motcua:left", async () => {
    if (wasTurned && (await (await device)?.keep(turned, /** @type {string[][]} */ (written()), { turned: true, heading }))) await leave();
  });
  form.addEventListener("motcua:shown-again", async () => {
    left = false;
    await (await device)?.forget(turned);
    soon();
  });
  // What lay here from before was sent just now: the page shows it, unless somebody is typing on it again. Where pages were
  // turned, the server says with which one to go on.
  window.addEventListener("motcua:sent", (event) => {
    if (changed || sending || going || goingOn || !form.isConnected) return;
    const resume = /** @type {HTMLElement | null} */ (form.closest("[data-resume]"))?.dataset.resume;
    anew = true;
    if (/** @type {CustomEvent} */ (event).detail?.turned && resume) location.assign(resume);
    else location.reload();
  });
  // Leaving with something unsaved: the browser asks in its own words.
  window.addEventListener("beforeunload", (event) => {
    if ((changed || sending) && !kept) event.preventDefault();
  });
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-autosave]"))) autosave(form);
