// @ts-check
/**
 * Reads the squares of a QR code (ISO/IEC 18004) once they were found in a picture: which mask, which words, what they say.
 *
 * Versions 1 to 20 hold every code of a result. What is damaged is mended by the code's own check words or not at all:
 * nothing is guessed, and the signature inside is checked afterwards all the same.
 */

export const VERSION_MAX = 20;
// Check words a block, and blocks, of versions 1 to 20, by the two bits that name the level: M, L, H, Q.
const CHECK_WORDS = [
  [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26],
  [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28],
  [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28],
  [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30],
];
const BLOCKS = [
  [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16],
  [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8],
  [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25],
  [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20],
];
const FORMAT_ERRORS_MAX = 3;
const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/** @type {((x: number, y: number) => boolean)[]} */
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** @typedef {(x: number, y: number) => boolean} Dark */

/** What a square of that version says; null when it cannot be read. @param {Dark} dark @param {number} version */
export function readSquare(dark, version) {
  const side = 17 + 4 * version;
  for (const format of formats(dark, side)) {
    const words = wordsOf(dark, version, MASKS[format & 7]);
    const data = mended(words, CHECK_WORDS[format >> 3][version - 1], BLOCKS[format >> 3][version - 1]);
    const text = data && textOf(data, version);
    if (text) return text;
  }
  return null;
}

/** Level and mask, which stand in a code twice: what each of the two places says. @param {Dark} dark @param {number} side */
function formats(dark, side) {
  let [one, two] = [0, 0];
  for (let bit = 14; bit >= 0; bit--) {
    const before = 14 - bit; // bits before this one
    const [x, y] = before < 6 ? [before, 8] : before < 8 ? [before + 1, 8] : before === 8 ? [8, 7] : [8, 14 - before];
    one |= +dark(x, y) << bit;
    two |= +(before < 7 ? dark(8, side - 1 - before) : dark(side - 15 + before, 8)) << bit;
  }
  return [...new Set([nearestFormat(one), nearestFormat(two)])].filter((format) => format >= 0);
}

/** @param {number} seen */
function nearestFormat(seen) {
  for (let format = 0; format < 32; format++) {
    let rest = format << 10;
    for (let bit = 14; bit >= 10; bit--) if ((rest >> bit) & 1) rest ^= 0x537 << (bit - 10);
    let wrong = ((format << 10) | rest) ^ 0x5412 ^ seen;
    let count = 0;
    for (; wrong; wrong &= wrong - 1) count++;
    if (count <= FORMAT_ERRORS_MAX) return format;
  }
  return -1;
}

/** Middles of the small squares that help to find the others. @param {number} version */
export function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const places = [6];
  for (let i = count - 2; i >= 0; i--) places.push(10 + 4 * version - i * step);
  return places;
}

/** Whether a place holds no data but helps to find and to name the code. @param {number} version @returns {Dark} */
function reserved(version) {
  const side = 17 + 4 * version;
  const places = alignments(version);
  const last = places.length - 1;
  return (x, y) => {
    if (x === 6 || y === 6) return true;
    if ((x < 9 && y < 9) || (x >= side - 8 && y < 9) || (x < 9 && y >= side - 8)) return true;
    if (version >= 7 && ((x >= side - 11 && y < 6) || (y >= side - 11 && x < 6))) return true;
    const i = places.findIndex((place) => Math.abs(place - x) <= 2);
    const j = places.findIndex((place) => Math.abs(place - y) <= 2);
    return i >= 0 && j >= 0 && !(i === 0 && j === 0) && !(i === 0 && j === last) && !(i === last && j === 0);
  };
}

/** The words in their order: two columns at a time from the right, up and down. @param {Dark} dark @param {number} version @param {Dark} mask */
function wordsOf(dark, version, mask) {
  const side = 17 + 4 * version;
  const isReserved = reserved(version);
  /** @type {number[]} */
  const words = [];
  let [word, bits, up] = [0, 0, true];
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right = 5; // the column of the timing marks
    for (let step = 0; step < side; step++) {
      const y = up ? side - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (isReserved(x, y)) continue;
        word = (word << 1) | +(dark(x, y) !== mask(x, y));
        if (++bits === 8) {
          words.push(word);
          [word, bits] = [0, 0];
        }
      }
    }
    up = !up;
  }
  return words;
}

/** The data of all blocks, each mended; null when one cannot be. @param {number[]} words @param {number} check @param {number} blocks */
function mended(words, check, blocks) {
  const short = Math.floor(words.length / blocks);
  const longer = words.length % blocks; // the last blocks hold one data word more
  /** @type {number[][]} */
  const parts = Array.from({ length: blocks }, () => []);
  let next = 0;
  for (let i = 0; i < short - check + 1; i++) {
    for (let block = i < short - check ? 0 : blocks - longer; block < blocks; block++) parts[block].push(words[next++]);
  }
  for (let i = 0; i < check; i++) for (const part of parts) part.push(words[next++]);
  for (const part of parts) if (!mend(part, check)) return null;
  return parts.flatMap((part) => part.slice(0, part.length - check));
}

// Reed-Solomon over the field of 256 with x^8 + x^4 + x^3 + x^2 + 1 -------------------------------------------

const POWER = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  POWER[i] = POWER[i + 255] = value;
  LOG[value] = i;
  value = (value << 1) ^ (value & 128 ? 0x11d : 0);
}

/** @param {number} a @param {number} b */
const times = (a, b) => (a && b ? POWER[LOG[a] + LOG[b]] : 0);

/** A polynomial, lowest first, at a point. @param {number[]} terms @param {number} at */
const valueAt = (terms, at) => terms.reduceRight((value, term) => times(value, at) ^ term, 0);

/** Mends a block in place; false when more is wrong than its check words can say. @param {number[]} block @param {number} check */
function mend(block, check) {
  const lowestFirst = [...block].reverse();
  const syndromes = Array.from({ length: check }, (_, i) => valueAt(lowestFirst, POWER[i]));
  if (syndromes.every((syndrome) => !syndrome)) return true;
  const locator = locatorOf(syndromes);
  const errors = locator.length - 1;
  if (2 * errors > check) return false;
  const product = Array.from({ length: check }, (_, i) =>
    locator.reduce((sum, term, j) => sum ^ (j <= i ? times(term, syndromes[i - j]) : 0), 0),
  );
  const derived = locator.map((term, i) => (i % 2 ? term : 0)).slice(1);
  let found = 0;
  for (let place = 0; place < block.length; place++) {
    const inverse = POWER[(255 - place) % 255];
    if (valueAt(locator, inverse)) continue;
    const slope = valueAt(derived, inverse);
    if (!slope) return false;
    // The first check power is 0, so the value is multiplied by the place once.
    const wrong = times(times(valueAt(product.slice(0, errors), inverse), POWER[255 - LOG[slope]]), POWER[place]);
    block[block.length - 1 - place] ^= wrong;
    found++;
  }
  return found === errors;
}

/** The shortest recurrence of the syndromes (Berlekamp and Massey). @param {number[]} syndromes */
function locatorOf(syndromes) {
  let [now, before] = [[1], [1]];
  let [length, gap, last] = [0, 1, 1];
  for (let n = 0; n < syndromes.length; n++) {
    let off = syndromes[n];
    for (let i = 1; i <= length; i++) off ^= times(now[i] ?? 0, syndromes[n - i]);
    if (!off) {
      gap++;
      continue;
    }
    const factor = times(off, POWER[255 - LOG[last]]);
    const kept = [...now];
    before.forEach((term, i) => {
      now[i + gap] = (now[i + gap] ?? 0) ^ times(factor, term);
    });
    for (let i = 0; i < now.length; i++) now[i] ??= 0;
    if (2 * length <= n) [length, before, last, gap] = [n + 1 - length, kept, off, 1];
    else gap++;
  }
  return now.slice(0, length + 1);
}

// What the data say ------------------------------------------------------------------------------------------

/** @param {number[]} data @param {number} version */
function textOf(data, version) {
  let at = 0;
  const left = () => data.length * 8 - at;
  /** @param {number} bits */
  const take = (bits) => {
    let value = 0;
    for (; bits > 0; bits--, at++) value = value * 2 + ((data[at >> 3] >> (7 - (at & 7))) & 1);
    return value;
  };
  const wide = version >= 10;
  let text = "";
  while (left() >= 4) {
    const mode = take(4);
    if (mode === 0) break;
    if (left() < 16) return null;
    if (mode === 2) {
      for (let count = take(wide ? 11 : 9); count > 0; count -= 2) {
        if (left() < (count > 1 ? 11 : 6)) return null;
        const pair = take(count > 1 ? 11 : 6);
        text += count > 1 ? (SIGNS[Math.floor(pair / 45)] ?? "") + SIGNS[pair % 45] : (SIGNS[pair] ?? "");
      }
    } else if (mode === 4) {
      const bytes = new Uint8Array(take(wide ? 16 : 8));
      if (left() < bytes.length * 8) return null;
      text += new TextDecoder().decode(bytes.map(() => take(8)));
    } else if (mode === 1) {
      for (let count = take(wide ? 12 : 10); count > 0; count -= 3) {
        const digits = Math.min(count, 3);
        const bits = [0, 4, 7, 10][digits];
        if (left() < bits) return null;
        text += String(take(bits)).padStart(digits, "0");
      }
    } else {
      return null; // nothing that a result's code is written in
    }
  }
  return text || null;
}
