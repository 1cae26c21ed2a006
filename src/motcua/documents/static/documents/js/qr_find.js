// @ts-check
/**
 * Finds a QR code in a picture or in what a camera sees, where the browser has no reader of its own (iPhones, Firefox).
 *
 * The three big squares are found line by line, the timing marks between them tell the version, the small square near the
 * fourth corner tells how the paper is tilted. What lies there is read by qr_read.js.
 */

import { VERSION_MAX, alignments, readSquare } from "./qr_read.js";

const SIDES_MAX = [2400, 1200, 640]; // a picture is looked at in these sizes
const WINDOWS = [12, 40]; // light and shadow are told apart by what surrounds a point: the picture's side by this
const DARKER = 0.92; // than its surroundings, to be dark
const CORNERS_MAX = 9;
const TRIPLES_MAX = 12;
const FOURTHS_MAX = 3;
const ALIGNMENT_MIN = 19; // of 25 squares

/** @typedef {{x: number, y: number}} Point */
/** @typedef {Point & {size: number, seen: number}} Corner */
/** @typedef {{width: number, height: number, dark: Uint8Array}} Picture */
/** @typedef {(u: number, v: number) => Point} Place */

/** What a code in the picture says; null when there is none. @param {ImageBitmap | HTMLVideoElement} source */
export function readCode(source) {
  const width = "videoWidth" in source ? source.videoWidth : source.width;
  const height = "videoHeight" in source ? source.videoHeight : source.height;
  const longest = Math.max(width, height);
  const sides = SIDES_MAX.filter((side, i) => side < longest || i === SIDES_MAX.length - 1 || SIDES_MAX[i + 1] < longest);
  for (const side of sides) {
    const scale = Math.min(1, side / longest);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (!pen) return null;
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    const text = readPixels(pen.getImageData(0, 0, canvas.width, canvas.height));
    if (text) return text;
  }
  return null;
}

/** @param {ImageData} image */
function readPixels(image) {
  const { width, height } = image;
  const grey = greyOf(image);
  const sums = sumsOf(grey, width, height);
  for (const part of WINDOWS) {
    const picture = { width, height, dark: darkOf(grey, sums, width, height, Math.max(8, Math.round(Math.max(width, height) / part / 2))) };
    for (const [topLeft, topRight, bottomLeft] of triplesOf(cornersOf(picture))) {
      const text = readBetween(picture, topLeft, topRight, bottomLeft);
      if (text) return text;
    }
  }
  return null;
}

// Dark and light ---------------------------------------------------------------------------------------------

/** @param {ImageData} image */
function greyOf({ data, width, height }) {
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = (data[4 * i] * 77 + data[4 * i + 1] * 151 + data[4 * i + 2] * 28) >> 8;
  return grey;
}

/** For each point the sum of all above and left of it. @param {Uint8Array} grey @param {number} width @param {number} height */
function sumsOf(grey, width, height) {
  const row = width + 1;
  const sums = new Uint32Array(row * (height + 1));
  for (let y = 0; y < height; y++) {
    let line = 0;
    for (let x = 0; x < width; x++) {
      line += grey[y * width + x];
      sums[(y + 1) * row + x + 1] = sums[y * row + x + 1] + line;
    }
  }
  return sums;
}

/** @param {Uint8Array} grey @param {Uint32Array} sums @param {number} width @param {number} height @param {number} reach */
function darkOf(grey, sums, width, height, reach) {
  const dark = new Uint8Array(width * height);
  const row = width + 1;
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const sum = sums[bottom * row + right] - sums[top * row + right] - sums[bottom * row + left] + sums[top * row + left];
      dark[y * width + x] = +(grey[y * width + x] * (bottom - top) * (right - left) < sum * DARKER);
    }
  }
  return dark;
}

// The three big squares ----------------------------------------------------------------------------------------

/** Middles of what looks like a big square, the surest first. @param {Picture} picture */
function cornersOf(picture) {
  const { width, height, dark } = picture;
  /** @type {Corner[]} */
  const corners = [];
  for (let y = 0; y < height; y++) {
    const runs = [0, 0, 0, 0, 0];
    let before = 0;
    for (let x = 0; x <= width; x++) {
      const now = x < width ? dark[y * width + x] : 1 - before;
      if (now === before && x < width) {
        runs[4]++;
        continue;
      }
      if (before && isSquare(runs)) {
        const middle = x - runs[4] - runs[3] - runs[2] / 2;
        const down = acrossOf(picture, middle, y, 0, 1, runs[2]);
        const along = down && acrossOf(picture, middle, down.at, 1, 0, runs[2]);
        if (down && along) note(corners, along.at, down.at, (down.size + along.size) / 2);
      }
      runs.shift();
      runs.push(1);
      before = now;
    }
  }
  return corners.filter((corner) => corner.seen > 1).sort((a, b) => b.seen - a.seen).slice(0, CORNERS_MAX);
}

/** Dark and light in the proportions 1 1 3 1 1. @param {number[]} runs */
function isSquare(runs) {
  const one = runs.reduce((sum, run) => sum + run, 0) / 7;
  if (one < 1 || runs.some((run) => !run)) return false;
  return runs.every((run, i) => Math.abs(run - (i === 2 ? 3 : 1) * one) < (i === 2 ? 1.5 : 0.75) * one);
}

/** The same proportions through a point in another direction: where its middle is. @param {Picture} picture @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} core */
function acrossOf({ width, height, dark }, x, y, dx, dy, core) {
  /** @param {number} step */
  const at = (step) => {
    const [column, line] = [Math.floor(x + step * dx), Math.floor(y + step * dy)];
    return column >= 0 && line >= 0 && column < width && line < height ? dark[line * width + column] : -1;
  };
  const longest = core * 3;
  const runs = [0, 0, 0, 0, 0];
  let [up, down] = [0, 1];
  for (const [place, colour] of [[2, 1], [1, 0], [0, 1]]) for (let n = 0; at(up) === colour && n < longest; n++, up--) runs[place]++;
  const head = runs[2];
  for (const [place, colour] of [[2, 1], [3, 0], [4, 1]]) for (let n = 0; at(down) === colour && n < longest; n++, down++) runs[place]++;
  if (!isSquare(runs)) return null;
  return { at: (dx ? Math.floor(x) : Math.floor(y)) + 1 - head + runs[2] / 2, size: runs.reduce((sum, run) => sum + run, 0) / 7 };
}

/** @param {Corner[]} corners @param {number} x @param {number} y @param {number} size */
function note(corners, x, y, size) {
  const known = corners.find((one) => Math.hypot(one.x - x, one.y - y) < 2 * one.size);
  if (!known) corners.push({ x, y, size, seen: 1 });
  else {
    known.x += (x - known.x) / (known.seen + 1);
    known.y += (y - known.y) / (known.seen + 1);
    known.size += (size - known.size) / (known.seen + 1);
    known.seen++;
  }
}

/** Three corners that stand like those of a code: top left, top right, bottom left. @param {Corner[]} corners @returns {Corner[][]} */
function triplesOf(corners) {
  const found = [];
  for (const corner of corners) {
    for (const [i, one] of corners.entries()) {
      for (const other of corners.slice(i + 1)) {
        if (one === corner || other === corner) continue;
        const [a, b] = [Math.hypot(one.x - corner.x, one.y - corner.y), Math.hypot(other.x - corner.x, other.y - corner.y)];
        const turn = ((one.x - corner.x) * (other.y - corner.y) - (one.y - corner.y) * (other.x - corner.x)) / (a * b);
        const sizes = [corner.size, one.size, other.size];
        const uneven = Math.max(...sizes) / Math.min(...sizes) - 1;
        const off = Math.abs(Math.log(a / b)) + (1 - Math.abs(turn)) + uneven / 2;
        if (Math.abs(turn) < 0.7 || off > 1) continue;
        found.push({ off, corners: turn > 0 ? [corner, one, other] : [corner, other, one] });
      }
    }
  }
  return found.sort((a, b) => a.off - b.off).slice(0, TRIPLES_MAX).map((one) => one.corners);
}

// What lies between them ---------------------------------------------------------------------------------------

/** @param {Picture} picture @param {Corner} topLeft @param {Corner} topRight @param {Corner} bottomLeft */
function readBetween(picture, topLeft, topRight, bottomLeft) {
  for (const version of versionsOf(picture, topLeft, topRight, bottomLeft)) {
    const side = 17 + 4 * version;
    const flat = flatPlace(topLeft, topRight, bottomLeft, side);
    const fourths = version > 1 ? alignmentsOf(picture, flat, side) : [];
    for (const place of [...fourths.map((fourth) => tilted(flat, fourth, side)), flat]) {
      const text = readSquare((x, y) => isDark(picture, place, x, y), version);
      if (text) return text;
    }
  }
  return null;
}

/** Squares of the code to points of the picture, were the paper flat. @param {Point} o @param {Point} r @param {Point} d @param {number} side @returns {Place} */
function flatPlace(o, r, d, side) {
  const span = side - 7;
  return (u, v) => ({
    x: o.x + ((r.x - o.x) * (u - 3.5) + (d.x - o.x) * (v - 3.5)) / span,
    y: o.y + ((r.y - o.y) * (u - 3.5) + (d.y - o.y) * (v - 3.5)) / span,
  });
}

/** The versions that the timing marks may mean: they alternate from one corner to the next. @param {Picture} picture @param {Corner} o @param {Corner} r @param {Corner} d */
function versionsOf(picture, o, r, d) {
  const [right, down] = [unit(o, r), unit(o, d)];
  // A turned square is crossed aslant, so it seemed larger than it is.
  const straight = Math.max(Math.abs(right.x), Math.abs(right.y));
  /** @param {Corner} corner @param {number} u @param {number} v */
  const inner = (corner, u, v) => ({
    x: corner.x + 3 * corner.size * straight * (u * right.x + v * down.x),
    y: corner.y + 3 * corner.size * straight * (u * right.y + v * down.y),
  });
  const counts = [changes(picture, inner(o, 1, 1), inner(r, -1, 1)), changes(picture, inner(o, 1, 1), inner(d, 1, -1))];
  const meant = counts.map((count) => Math.round((count - 4) / 4)); // a side of n squares alternates n - 13 times
  const versions = [...meant, ...meant.flatMap((version) => [version - 1, version + 1])];
  return [...new Set(versions)].filter((version) => version >= 1 && version <= VERSION_MAX);
}

/** @param {Point} from @param {Point} to */
function unit(from, to) {
  const far = Math.hypot(to.x - from.x, to.y - from.y);
  return { x: (to.x - from.x) / far, y: (to.y - from.y) / far };
}

/** How often dark and light change on the way; what is shorter than a dot of the picture's noise does not count. @param {Picture} picture @param {Point} from @param {Point} to */
function changes(picture, from, to) {
  const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) * 2);
  let [count, run, now] = [0, 0, true];
  for (let i = 0; i <= steps; i++) {
    const dark = pointDark(picture, { x: from.x + ((to.x - from.x) * i) / steps, y: from.y + ((to.y - from.y) * i) / steps });
    run = dark === now ? 0 : run + 1;
    if (run > 1) [count, run, now] = [count + 1, 0, dark];
  }
  return count;
}

/** Where the last small square may really be, the likeliest first. @param {Picture} picture @param {Place} place @param {number} side @returns {Point[]} */
function alignmentsOf(picture, place, side) {
  const middle = alignments((side - 17) / 4).at(-1) ?? 0;
  const reach = Math.min(11, Math.max(3, side / 5));
  const seen = [];
  for (let du = -reach; du <= reach; du += 0.25) {
    for (let dv = -reach; dv <= reach; dv += 0.25) {
      const [u, v] = [middle + 0.5 + du, middle + 0.5 + dv];
      if (!pointDark(picture, place(u, v)) || pointDark(picture, place(u + 1, v)) || pointDark(picture, place(u - 1, v))) continue;
      let score = -Math.hypot(du, dv) / 100; // of equals the nearest
      for (let i = -2; i <= 2; i++) {
        for (let j = -2; j <= 2; j++) score += +(pointDark(picture, place(u + i, v + j)) === (Math.max(Math.abs(i), Math.abs(j)) !== 1));
      }
      if (score >= ALIGNMENT_MIN) seen.push({ score, x: u, y: v });
    }
  }
  /** @type {Point[]} */
  const apart = [];
  for (const one of seen.sort((a, b) => b.score - a.score)) {
    if (apart.length < FOURTHS_MAX && apart.every((other) => Math.hypot(one.x - other.x, one.y - other.y) > 1.5)) apart.push(one);
  }
  return apart;
}

/**
 * The place of squares on tilted paper: three middles stay, and what seemed to lie at `seen` is the small square's middle.
 * @param {Place} flat @param {Point} seen @param {number} side @returns {Place}
 */
function tilted(flat, seen, side) {
  // In units of the span between two corners, (a, b) is where the fourth middle should lie and (c, d) where it does.
  const span = side - 7;
  const a = (side - 10) / span;
  const [c, d] = [(seen.x - 3.5) / span, (seen.y - 3.5) / span];
  // u' = (1 + g)u / (1 + gu + hv) keeps (0,0), (1,0), (0,1), likewise v' with h; g and h follow from the fourth point.
  // a(1 + g) = c(1 + ga + ha) and a(1 + h) = d(1 + ga + ha): with w = 1 + ga + ha, g = cw/a - 1 and h = dw/a - 1.
  const w = (1 - 2 * a) / (1 - c - d);
  const [g, h] = [(c * w) / a - 1, (d * w) / a - 1];
  return (u, v) => {
    const [p, q] = [(u - 3.5) / span, (v - 3.5) / span];
    const depth = 1 + g * p + h * q;
    return flat(3.5 + (span * (1 + g) * p) / depth, 3.5 + (span * (1 + h) * q) / depth);
  };
}

/** The colour of one square, by most of five points in it. @param {Picture} picture @param {Place} place @param {number} x @param {number} y */
function isDark(picture, place, x, y) {
  let dark = 0;
  for (const [dx, dy] of [[0, 0], [-0.2, 0], [0.2, 0], [0, -0.2], [0, 0.2]]) dark += +pointDark(picture, place(x + 0.5 + dx, y + 0.5 + dy));
  return dark >= 3;
}

/** @param {Picture} picture @param {Point} point */
function pointDark({ width, height, dark }, { x, y }) {
  const [column, line] = [Math.floor(x), Math.floor(y)];
  return column >= 0 && line >= 0 && column < width && line < height && dark[line * width + column] === 1;
}
