// @ts-check
/**
 * Answers that wait on a device until they can be sent, and what became of each: kept, or a reason in words. They lie
 * locked in the outbox of all rooms (decision 0028). No time is noted: the clock of a device may be wrong, and ours counts.
 */

import { drop, keptKey, lock, NotNow, open, put as write, rows, sender as rounds, unlock } from "../../design/js/outbox.js";

const RETRY_MS = 15_000;
const OLD = "motcua-outbox"; // where answers lay before, in the open

/** @typedef {{ code: string, fields: string[][], sending: string }} Waiting */

const base = open("motcua-survey-outbox", { answers: "sending" });
const key = keptKey("motcua-survey-key", "answers");
base.catch(() => {});
key.catch(() => {});
/** What waits, as this page knows it: the count is drawn at once. @type {Waiting[]} */
let known = [];

export const waiting = () => known;

/** @param {Waiting} one */
async function keep(one) {
  await write(base, "answers", { sending: one.sending, locked: await lock(await key, one.sending, one) });
}

/** Read from the device, those of an earlier version among them. */
const ready = (async () => {
  for (const one of /** @type {Waiting[]} */ (JSON.parse(localStorage.getItem(OLD) ?? "[]"))) await keep(one);
  localStorage.removeItem(OLD);
  const kept = [];
  for (const row of await rows(base, "answers")) kept.push(await unlock(await key, row.sending, row.locked).catch(() => null));
  known = [...kept.filter(Boolean), ...known];
})().catch(() => {}); // A device that keeps nothing still sends what it has while the page is open.

/** @param {Waiting} one */
export function put(one) {
  known = [...known, one];
  return ready.then(() => keep(one)).catch(() => {});
}

export const word = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Sends what waits, one after the other, and tells what became of each.
 * @param {string} address
 * @param {(one: Waiting, told: string) => void} tell told is empty when the answer was kept
 * @param {() => void} changed
 */
export function sender(address, tell, changed) {
  const send = rounds(
    async () => {
      for (const one of known) {
        const body = new FormData();
        body.set("code", one.code);
        body.set("_sending", one.sending);
        for (const [name, value] of one.fields) body.append(name, value);
        const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "omit" });
        if (answer.status >= 500 || answer.status === 429) throw new NotNow(String(answer.status));
        const told = answer.ok ? "" : ((await answer.json()).title ?? String(answer.status));
        known = known.filter((each) => each.sending !== one.sending);
        await drop(base, "answers", one.sending).catch(() => {});
        tell(one, told);
        changed();
      }
    },
    { retry: RETRY_MS },
  );
  return () => ready.then(changed).then(send);
}
