// @ts-check
/**
 * Reads and checks the statement in the code of a result (docs/reference/statement.md), without any network.
 *
 * As strict as the server: what is not spelled in the one right way is refused, with the same word for the reason.
 */

/**
 * @typedef {{id: string, use: string, algorithm: string, public: string, from: string, to: string | null, revoked: string | null}} Key
 * @typedef {{issuer: string, signedAt: number, id: string, digest: string, what: string, number: string, issuedOn: string, expiresOn: string}} Statement
 * @typedef {number | string | Uint8Array | Tagged | Value[] | Map<Value, Value>} Value
 */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const TEXT_MAX = 350;
const PASTED_MAX = 2000;
const BYTES_MAX = 233;
const DEPTH_MAX = 4;
const SLACK_SECONDS = 86400;
const SECONDS_MIN = 1577836800;
const SECONDS_MAX = 4733510400;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ZONE_SECONDS = 7 * 3600; // Viet Nam, the whole year

/** Why a statement is not believed; `code` is the end of the refusal's code on the server. */
export class Refused extends Error {
  /** @param {string} code @param {string} [day] */
  constructor(code, day = "") {
    super(code);
    this.code = code;
    this.day = day;
  }
}

class Tagged {
  /** @param {number} tag @param {Value} value */
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

/**
 * What a pasted or scanned text says, once all of it is right.
 * @param {string} pasted @param {Key[]} keys @returns {Promise<Statement>}
 */
export async function check(pasted, keys) {
  const signed = signedIn(pasted);
  if (signed.length > BYTES_MAX) throw new Refused("too-long");
  const [header, payload, signature] = opened(signed);
  const key = await keyOf(header, keys);
  await checkSignature(key, structure(header, payload), signature);
  const statement = read(mapping(payload));
  const from = seconds(key.from) - SLACK_SECONDS;
  const to = key.to ? seconds(key.to) + SLACK_SECONDS : Infinity;
  if (statement.signedAt < from || statement.signedAt > to) throw new Refused("key-not-in-force", dayOf(statement.signedAt));
  if (key.revoked) throw new Refused("key-revoked", dayOf(seconds(key.revoked)));
  return statement;
}

/**
 * Whether a file is the one that a statement belongs to: one of its beginnings, cut after an end mark, has the digest.
 * @param {Uint8Array} file @param {string} digest @returns {Promise<boolean>}
 */
export async function beginsWith(file, digest) {
  const REVISIONS_MAX = 20;
  let seen = 0;
  for (let end = endMark(file, 0); end > 0 && seen < REVISIONS_MAX; end = endMark(file, end), seen += 1) {
    // A line end after the mark may belong to it or not.
    for (const cut of [end, end + 1, end + 2]) {
      if (cut > file.length || (cut > end && ![10, 13].includes(file[cut - 1]))) break;
      if (hex(await sha256(file.subarray(0, cut))) === digest) return true;
    }
  }
  return false;
}

/** @param {Uint8Array} file @param {number} from */
function endMark(file, from) {
  const mark = [37, 37, 69, 79, 70]; // %%EOF
  for (let at = file.indexOf(37, from); at >= 0 && at <= file.length - mark.length; at = file.indexOf(37, at + 1)) {
    if (mark.every((byte, place) => file[at + place] === byte)) return at + mark.length;
  }
  return 0;
}

// Text to bytes ---------------------------------------------------------------------------------------------

/** @param {string} pasted */
export function signedIn(pasted) {
  if (pasted.length > PASTED_MAX) throw new Refused("too-long");
  let text = pasted.trim().replace(/[\r\n]+/g, "");
  const mark = text.indexOf("#");
  if (mark >= 0 && text.slice(0, mark).includes("://")) {
    try {
      text = decodeURIComponent(text.slice(mark + 1));
    } catch {
      throw new Refused("unreadable");
    }
  }
  if (text.length > TEXT_MAX) throw new Refused("too-long");
  const data = base45(text);
  if (!data.length) throw new Refused("unreadable");
  return data;
}

/** @param {string} text */
function base45(text) {
  if (text.length % 3 === 1) throw new Refused("unreadable");
  const data = [];
  for (let start = 0; start < text.length; start += 3) {
    const group = text.slice(start, start + 3);
    let number = 0;
    for (let place = group.length - 1; place >= 0; place -= 1) {
      const value = ALPHABET.indexOf(group[place]);
      if (value < 0) throw new Refused("unreadable");
      number = number * 45 + value;
    }
    if (number >= 256 ** (group.length - 1)) throw new Refused("unreadable");
    if (group.length === 3) data.push(number >> 8);
    data.push(number & 255);
  }
  return Uint8Array.from(data);
}

// CBOR, in its one deterministic spelling -------------------------------------------------------------------

/** @param {Uint8Array} data @returns {Value} */
function value(data) {
  const [found, end] = item(data, 0, 0);
  if (end !== data.length) throw new Refused("unreadable");
  return found;
}

/** @param {Uint8Array} data @param {number} start @param {number} depth @returns {[Value, number]} */
function item(data, start, depth) {
  if (depth > DEPTH_MAX) throw new Refused("unreadable");
  const [major, count, place] = head(data, start);
  if (major === 0) return [count, place];
  if (major === 1) return [-1 - count, place];
  if (major === 2 || major === 3) {
    const end = place + count;
    if (end > data.length) throw new Refused("unreadable");
    const bytes = data.subarray(place, end);
    return [major === 2 ? bytes : text(bytes), end];
  }
  if (major === 4) return list(data, place, count, depth);
  if (major === 5) return map(data, place, count, depth);
  if (major === 6) {
    const [inner, end] = item(data, place, depth + 1);
    return [new Tagged(count, inner), end];
  }
  throw new Refused("unreadable"); // floats and simple values stand in no statement
}

/** Major type, number, and where the rest begins. @param {Uint8Array} data @param {number} start @returns {[number, number, number]} */
function head(data, start) {
  if (start >= data.length) throw new Refused("unreadable");
  const major = data[start] >> 5;
  const low = data[start] & 31;
  if (low < 24) return [major, low, start + 1];
  const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[low];
  if (size === undefined || start + 1 + size > data.length) throw new Refused("unreadable");
  let count = 0;
  for (let place = start + 1; place <= start + size; place += 1) count = count * 256 + data[place];
  const least = { 1: 24, 2: 256, 4: 65536, 8: 4294967296 }[size] ?? 0;
  if (count < least || !Number.isSafeInteger(count)) throw new Refused("unreadable");
  return [major, count, start + 1 + size];
}

/** @param {Uint8Array} data @param {number} place @param {number} count @param {number} depth @returns {[Value, number]} */
function list(data, place, count, depth) {
  const found = [];
  if (count > data.length) throw new Refused("unreadable");
  for (let left = count; left > 0; left -= 1) {
    const [one, next] = item(data, place, depth + 1);
    found.push(one);
    place = next;
  }
  return [found, place];
}

/** @param {Uint8Array} data @param {number} place @param {number} count @param {number} depth @returns {[Value, number]} */
function map(data, place, count, depth) {
  /** @type {Map<Value, Value>} */
  const found = new Map();
  let before = "";
  if (count > data.length) throw new Refused("unreadable");
  for (let left = count; left > 0; left -= 1) {
    const [key, after] = item(data, place, depth + 1);
    const spelled = hex(data.subarray(place, after));
    if (before && spelled <= before) throw new Refused("unreadable"); // out of order, or twice
    before = spelled;
    const [one, next] = item(data, after, depth + 1);
    found.set(key, one);
    place = next;
  }
  return [found, place];
}

/** @param {Uint8Array} bytes */
function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("unreadable");
  }
}

// COSE_Sign1 ------------------------------------------------------------------------------------------------

/** @param {Uint8Array} signed @returns {[Uint8Array, Uint8Array, Uint8Array]} */
function opened(signed) {
  const tagged = value(signed);
  if (!(tagged instanceof Tagged) || tagged.tag !== 18 || !Array.isArray(tagged.value) || tagged.value.length !== 4) throw new Refused("not-ours");
  const [header, plain, payload, signature] = tagged.value;
  if (!(plain instanceof Map) || plain.size) throw new Refused("not-ours");
  if (!(header instanceof Uint8Array && payload instanceof Uint8Array && signature instanceof Uint8Array)) throw new Refused("not-ours");
  if (signature.length !== 64) throw new Refused("not-ours");
  return [header, payload, signature];
}

/** @param {Uint8Array} data @returns {Map<number, number | string | Uint8Array>} */
function mapping(data) {
  const found = value(data);
  if (!(found instanceof Map)) throw new Refused("not-ours");
  for (const [key, one] of found) {
    if (typeof key !== "number") throw new Refused("not-ours");
    if (typeof one !== "number" && typeof one !== "string" && !(one instanceof Uint8Array)) throw new Refused("not-ours");
  }
  return /** @type {Map<number, number | string | Uint8Array>} */ (found);
}

/** @param {Uint8Array} header @param {Key[]} keys */
async function keyOf(header, keys) {
  const labels = mapping(header);
  const number = labels.get(4);
  if (labels.size !== 2 || labels.get(1) !== -7 || !(number instanceof Uint8Array)) throw new Refused("not-ours");
  for (const key of keys) {
    if (key.use !== "statement" || key.algorithm !== "ES256") continue;
    if (hex(await sha256(bytesOf(key.public))).slice(0, 12) === hex(number)) return key;
  }
  throw new Refused("unknown-key");
}

/** What the signature is over: ["Signature1", header, h'', payload]. @param {Uint8Array} header @param {Uint8Array} payload */
function structure(header, payload) {
  const name = new TextEncoder().encode("Signature1");
  return Uint8Array.from([0x84, 0x60 | name.length, ...name, ...lengthOf(header), ...header, 0x40, ...lengthOf(payload), ...payload]);
}

/** @param {Uint8Array} bytes */
function lengthOf(bytes) {
  return bytes.length < 24 ? [0x40 | bytes.length] : [0x58, bytes.length]; // never above 255 here
}

/** @param {Key} key @param {Uint8Array<ArrayBuffer>} message @param {Uint8Array} signature */
async function checkSignature(key, message, signature) {
  const r = BigInt(`0x${hex(signature.subarray(0, 32))}`);
  const s = BigInt(`0x${hex(signature.subarray(32))}`);
  if (r <= 0n || r >= ORDER || s <= 0n || s > ORDER / 2n) throw new Refused("forged");
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const known = await crypto.subtle.importKey("spki", bytesOf(key.public), curve, false, ["verify"]);
  const fits = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, Uint8Array.from(signature), message);
  if (!fits) throw new Refused("forged");
}

// Claims ----------------------------------------------------------------------------------------------------

/** @param {Map<number, number | string | Uint8Array>} claims @returns {Statement} */
function read(claims) {
  const known = new Map([[1, "s"], [4, "n"], [6, "n"], [7, "b"], [-1, "n"], [-2, "b"], [-3, "s"], [-4, "s"], [-5, "n"]]);
  for (const [key, one] of claims) {
    const type = typeof one === "number" ? "n" : typeof one === "string" ? "s" : "b";
    if (known.get(key) !== type) throw new Refused("not-ours");
  }
  for (const key of [1, 6, 7, -1, -2]) if (!claims.has(key)) throw new Refused("not-ours");
  if (claims.get(-1) !== 1) throw new Refused("not-ours");
  const signedAt = moment(claims.get(6));
  const issuedOn = claims.has(-5) ? day(claims.get(-5)) : isoDay(signedAt);
  const expiresOn = claims.has(4) ? isoDay(moment(claims.get(4)) - 1) : "";
  if (expiresOn && expiresOn < issuedOn) throw new Refused("not-ours");
  return {
    issuer: line(claims.get(1), 24),
    signedAt,
    id: sized(claims.get(7), 16),
    digest: sized(claims.get(-2), 32),
    what: claims.has(-3) ? line(claims.get(-3), 42) : "",
    number: claims.has(-4) ? line(claims.get(-4), 20) : "",
    issuedOn,
    expiresOn,
  };
}

/** @param {unknown} found @param {number} size */
function sized(found, size) {
  if (!(found instanceof Uint8Array) || found.length !== size) throw new Refused("not-ours");
  return hex(found);
}

/** @param {unknown} found @param {number} most */
function line(found, most) {
  if (typeof found !== "string" || !found.trim() || found.normalize("NFC") !== found) throw new Refused("not-ours");
  // Letters, marks, numbers, signs and the plain blank; nothing that turns or hides what is read.
  if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(found) || new TextEncoder().encode(found).length > most) throw new Refused("not-ours");
  return found;
}

/** @param {unknown} found */
function moment(found) {
  if (typeof found !== "number" || found < SECONDS_MIN || found >= SECONDS_MAX) throw new Refused("not-ours");
  return found;
}

/** @param {unknown} found */
function day(found) {
  const digits = String(found);
  const iso = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  const read = new Date(`${iso}T00:00:00Z`);
  if (digits.length !== 8 || Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== iso || iso < "2020" || iso >= "2120") throw new Refused("not-ours");
  return iso;
}

/** The day in Viet Nam. @param {number} at */
function isoDay(at) {
  return new Date((at + ZONE_SECONDS) * 1000).toISOString().slice(0, 10);
}

/** As people write it: 25/11/2026. @param {number} at */
function dayOf(at) {
  return isoDay(at).split("-").reverse().join("/");
}

/** @param {string} iso */
function seconds(iso) {
  return Date.parse(iso) / 1000;
}

// Bytes -----------------------------------------------------------------------------------------------------

/** @param {Uint8Array} data */
async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(data)));
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
