// @ts-check
/**
 * What waits on a device until it can be sent: shared by the counter, drafts and surveys (decision 0028).
 *
 * Rows lie in IndexedDB; what they say of a person is locked there with AES-GCM, bound to the row it belongs to. The key
 * is either made in this browser, which keeps it and never gives it out (a device that must be read without a line), or
 * comes with the page of whoever has signed in and is kept nowhere on the device.
 */

/** @param {IDBRequest} request @returns {Promise<any>} */
export const answer = (request) =>
  new Promise((done, failed) => ((request.onsuccess = () => done(request.result)), (request.onerror = () => failed(request.error))));

/** @param {string} name @param {Record<string, string | null>} stores by name, with the field that is the key of its rows
 * @returns {Promise<IDBDatabase>} */
export function open(name, stores) {
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => {
    for (const [store, keyPath] of Object.entries(stores)) asked.result.createObjectStore(store, keyPath ? { keyPath } : undefined);
  };
  return answer(asked);
}

/** @param {Promise<IDBDatabase>} base @param {string} store */
export const rows = async (base, store) => answer((await base).transaction(store).objectStore(store).getAll());
/** @param {Promise<IDBDatabase>} base @param {string} store @param {object} row */
export const put = async (base, store, row) => answer((await base).transaction(store, "readwrite").objectStore(store).put(row));
/** @param {Promise<IDBDatabase>} base @param {string} store @param {IDBValidKey} key */
export const drop = async (base, store, key) => answer((await base).transaction(store, "readwrite").objectStore(store).delete(key));

// Locking ----------------------------------------------------------------------------------------------------

const AES = { name: "AES-GCM", length: 256 };

/**
 * The key of this browser: made once, never given out. It stays: deleting it while another tab still writes with it
 * would lose a row.
 * @param {string} base @param {string} name @returns {Promise<CryptoKey>}
 */
export async function keptKey(base, name) {
  const kept = await open(base, { keys: null });
  try {
    const known = await answer(kept.transaction("keys").objectStore("keys").get(name));
    if (known) return known;
    const made = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
    const writing = kept.transaction("keys", "readwrite").objectStore("keys");
    // Of two tabs that make one at once, the first wins for both.
    const first = await answer(writing.get(name));
    if (first) return first;
    await answer(writing.put(made, name));
    return made;
  } finally {
    kept.close();
  }
}

/** The key that came with the page, as hexadecimal. @param {string} said @returns {Promise<CryptoKey>} */
export const givenKey = (said) =>
  crypto.subtle.importKey("raw", Uint8Array.from(said.match(/../g) ?? [], (pair) => parseInt(pair, 16)), AES, false, ["encrypt", "decrypt"]);

/** @param {CryptoKey} key @param {string} about what it belongs to, so that no row is read as another @param {BufferSource} said */
export async function lockBytes(key, about, said) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, said: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) }, key, said) };
}

/** @param {CryptoKey} key @param {string} about @param {{ iv: BufferSource, said: BufferSource }} locked @returns {Promise<ArrayBuffer>} */
export const unlockBytes = (key, about, locked) =>
  crypto.subtle.decrypt({ name: "AES-GCM", iv: locked.iv, additionalData: new TextEncoder().encode(about) }, key, locked.said);

/** @param {CryptoKey} key @param {string} about @param {unknown} value */
export const lock = (key, about, value) => lockBytes(key, about, new TextEncoder().encode(JSON.stringify(value)));

/** @param {CryptoKey} key @param {string} about @param {any} locked @returns {Promise<any>} */
export const unlock = async (key, about, locked) => JSON.parse(new TextDecoder().decode(await unlockBytes(key, about, locked)));

// Sending ----------------------------------------------------------------------------------------------------

/** Thrown by a step when nothing was decided: everything waits and is tried again. */
export class NotNow extends Error {}

/** @param {Response} told throws when the answer decides nothing: signed out, too many at once, a server that stumbles */
export function decided(told) {
  if (told.type === "opaqueredirect" || [401, 403, 429].includes(told.status) || told.status >= 500) throw new NotNow(String(told.status));
  return told;
}

/**
 * Sends what waits, one round at a time, and again after a while for as long as something could not be sent.
 * @param {() => Promise<void>} round sends each row that waits; throws when the line or the server is away
 * @param {{ retry: number, failed?: () => void }} how
 */
export function sender(round, { retry, failed }) {
  let timer = 0;
  /** @type {Promise<void> | null} */
  let running = null;
  async function once() {
    clearTimeout(timer);
    try {
      await round();
    } catch {
      failed?.();
      timer = window.setTimeout(send, retry);
    }
    running = null;
  }
  /** Whoever asks while it sends waits for the same round. */
  const send = () => (running ??= once());
  window.addEventListener("online", () => void send());
  return send;
}
