// @ts-check
/**
 * Answers that wait on a device until they can be sent, and what became of each: kept, or a reason in words.
 * No time is noted: the clock of a device may be wrong, and ours counts.
 */

const NAME = "motcua-outbox";
const RETRY_MS = 15_000;

/** @typedef {{ code: string, fields: string[][], sending: string }} Waiting */

/** @returns {Waiting[]} */
export function waiting() {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {Waiting[]} all */
const write = (all) => localStorage.setItem(NAME, JSON.stringify(all));

/** @param {Waiting} one */
export function put(one) {
  write([...waiting(), one]);
}

export const word = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Sends what waits, one after the other, and tells what became of each.
 * @param {string} address
 * @param {(one: Waiting, told: string) => void} tell told is empty when the answer was kept
 * @param {() => void} changed
 */
export function sender(address, tell, changed) {
  let [busy, timer] = [false, 0];
  async function send() {
    if (busy) return;
    [busy] = [true];
    clearTimeout(timer);
    try {
      for (const one of waiting()) {
        const body = new FormData();
        body.set("code", one.code);
        body.set("_sending", one.sending);
        for (const [name, value] of one.fields) body.append(name, value);
        const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "omit" });
        if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
        const told = answer.ok ? "" : ((await answer.json()).title ?? String(answer.status));
        write(waiting().filter((each) => each.sending !== one.sending));
        tell(one, told);
        changed();
      }
    } catch {
      timer = window.setTimeout(send, RETRY_MS);
    }
    busy = false;
  }
  window.addEventListener("online", () => void send());
  return send;
}
