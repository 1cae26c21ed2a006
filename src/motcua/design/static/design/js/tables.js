// @ts-check
/**
 * What is wrong in a table that was chosen without a line: named by row and column, before anybody at the server sees it.
 *
 *   <div role="status" data-columns='{"columns": [{"heading": "…", "names": ["…"], "kind": "date", …}], …}'></div>
 *
 * Read is what the template is: a workbook (.xlsx) or CSV in UTF-8. What this cannot read or know (other letters, answers
 * that depend on others, papers) the server says when the line is back; it looks at every row again anyway.
 *
 * @typedef {{ heading: string, names: string[], kind?: string, [fact: string]: any }} Column
 * @typedef {{ text: string, sure: boolean }} Cell  of a number in a workbook one cannot be sure how the server writes it
 * @typedef {{ number: number, cells: Cell[] }} Line
 * @typedef {{ row: number, heading: string, said: string, sentence: string }} Trouble
 */

const [BYTES_MAX, UNPACKED_MAX, HEADINGS_MAX, SHOWN_MAX, SAID_MAX] = [5_000_000, 30_000_000, 10, 60, 60];

// Words ------------------------------------------------------------------------------------------------------

/** As the server compares headings and answers. @param {string} text */
const fold = (text) => text.toLowerCase().replace(/đ/g, "d").replace(/['’‘ʼ]/g, "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").trim().split(/\s+/).join(" ");
/** @param {string} text */
const words = (text) => fold(text).replace(/\*/g, " ").trim().split(/\s+/).join(" ");
/** @param {string} text @param {Record<string, unknown>} facts */
const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => (name in facts ? String(facts[name]) : all));

// Reading ----------------------------------------------------------------------------------------------------

/** @param {File} file @returns {Promise<Line[][] | null>} the sheets; nothing when it cannot be read here */
async function sheets(file) {
  if (file.size > BYTES_MAX) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return workbook(bytes);
  try {
    return [csv(new TextDecoder("utf-8", { fatal: true }).decode(bytes))];
  } catch {
    return null;
  }
}

/** @param {string} text @returns {Line[]} */
function csv(text) {
  const first = text.split(/\r?\n/, 1)[0];
  const by = [",", ";", "\t"].reduce((best, sign) => (first.split(sign).length > first.split(best).length ? sign : best));
  const lines = [];
  let [cells, cell, quoted] = [/** @type {string[]} */ ([]), "", false];
  const end = () => {
    cells.push(cell);
    lines.push(cells);
    [cells, cell] = [[], ""];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted && sign === '"' && text[at + 1] === '"') (cell += sign), at++;
    else if (sign === '"' && (quoted || !cell)) quoted = !quoted;
    else if (quoted) cell += sign;
    else if (sign === by) cells.push(cell), (cell = "");
    else if (sign === "\n") end();
    else if (sign !== "\r") cell += sign;
  }
  if (cell || cells.length) end();
  return lines.map((each, place) => ({ number: place + 1, cells: each.map((said) => ({ text: said, sure: true })) }));
}

/** @param {Uint8Array} bytes @returns {Promise<Line[][] | null>} */
async function workbook(bytes) {
  const parts = packed(bytes);
  const names = [...parts.keys()].filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name)).sort((one, other) => parseInt(one.slice(19), 10) - parseInt(other.slice(19), 10));
  const size = [...parts.values()].reduce((sum, part) => sum + part.unpacked, 0);
  if (!names.length || size > UNPACKED_MAX || typeof DecompressionStream === "undefined") return null;
  const shared = parts.has("xl/sharedStrings.xml") ? [...(await xml(bytes, parts.get("xl/sharedStrings.xml"))).getElementsByTagName("si")].map(said) : [];
  return Promise.all(names.map(async (name) => lines(await xml(bytes, parts.get(name)), shared)));
}

/** What lies in a ZIP, by its list at the end. @param {Uint8Array} bytes */
function packed(bytes) {
  const view = new DataView(bytes.buffer);
  const parts = new Map();
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  let at = end < 0 ? bytes.length : view.getUint32(end + 16, true);
  while (at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50) {
    const [long, extra, said] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + long));
    parts.set(name, { method: view.getUint16(at + 10, true), size: view.getUint32(at + 20, true), unpacked: view.getUint32(at + 24, true), at: view.getUint32(at + 42, true) });
    at += 46 + long + extra + said;
  }
  return parts;
}

/** @param {Uint8Array} bytes @param {any} part */
async function xml(bytes, part) {
  const view = new DataView(bytes.buffer);
  const from = part.at + 30 + view.getUint16(part.at + 26, true) + view.getUint16(part.at + 28, true);
  const content = new Blob([bytes.slice(from, from + part.size)]);
  const stream = part.method ? content.stream().pipeThrough(new DecompressionStream("deflate-raw")) : content.stream();
  return new DOMParser().parseFromString(await new Response(stream).text(), "application/xml");
}

/** Text without the reading that stands above it. @param {Element} holder */
const said = (holder) => [...holder.getElementsByTagName("t")].filter((one) => one.parentElement?.tagName !== "rPh").map((one) => one.textContent).join("");

/** @param {Document} sheet @param {string[]} shared @returns {Line[]} */
function lines(sheet, shared) {
  return [...sheet.getElementsByTagName("row")].map((row, place) => {
    /** @type {Cell[]} */
    const cells = [];
    let next = 0;
    for (const cell of row.getElementsByTagName("c")) {
      const letters = cell.getAttribute("r")?.match(/^[A-Z]+/)?.[0];
      const column = letters ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : next;
      const value = cell.getElementsByTagName("v")[0]?.textContent ?? "";
      const kind = cell.getAttribute("t") ?? "n";
      const text = kind === "s" ? shared[Number(value)] ?? "" : kind === "inlineStr" ? said(cell) : value;
      while (cells.length < column) cells.push({ text: "", sure: true });
      cells[column] = { text, sure: !["n", "b", "d"].includes(kind) || !text };
      next = column + 1;
    }
    return { number: Number(row.getAttribute("r")) || place + 1, cells };
  });
}

// Looking ----------------------------------------------------------------------------------------------------

/** @param {Line[]} table @param {Column[]} columns */
function headed(table, columns) {
  /** @type {{ at: number, places: Map<number, Column> }} */
  let best = { at: 0, places: new Map() };
  for (const [at, line] of table.slice(0, HEADINGS_MAX).entries()) {
    const places = new Map();
    for (const [place, cell] of line.cells.entries()) {
      const heading = words(cell.text);
      const column = heading ? columns.find((one) => one.names.includes(heading)) : undefined;
      if (column && ![...places.values()].includes(column)) places.set(place, column);
    }
    if (places.size > best.places.size) best = { at, places };
  }
  return best.places.size >= Math.min(2, columns.length) ? best : null;
}

/**
 * @param {File} file @param {any} knows what came with the page
 * @returns {Promise<{ rows: number, troubles: Trouble[] } | null>} nothing when the table cannot be read here
 */
export async function look(file, knows) {
  const found = await sheets(file).catch(() => null);
  const table = found?.find((sheet) => headed(sheet, knows.columns));
  const head = table && headed(table, knows.columns);
  if (!table || !head) return null;
  /** @type {Trouble[]} */
  const troubles = [];
  let rows = 0;
  for (const line of table.slice(head.at + 1)) {
    /** @type {Map<Column, Cell>} */
    const cells = new Map();
    for (const [place, column] of head.places) if (line.cells[place]?.text.trim()) cells.set(column, { ...line.cells[place], text: line.cells[place].text.normalize("NFC").trim() });
    if (!cells.size) continue;
    if (++rows > knows.rows) return null;
    for (const column of knows.columns) {
      const sentence = fault(column, cells.get(column), knows);
      if (sentence) troubles.push({ row: line.number, heading: column.heading, said: (cells.get(column)?.text ?? "").slice(0, SAID_MAX), sentence });
    }
  }
  return rows ? { rows, troubles } : null;
}

/** The first thing that is wrong with a cell. @param {Column} column @param {Cell | undefined} cell @param {any} knows @returns {string} */
function fault(column, cell, knows) {
  if (!cell) return column.needed ?? "";
  if (!column.kind) return "";
  if (/^#(REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)$/.test(cell.text)) return knows.error;
  if (!cell.sure) return "";
  return (looks[column.kind] ?? text)(cell.text, column);
}

/** @type {Record<string, (text: string) => string>} */
const plain = {
  "identity-number": (text) => (/^\d+$/.test(text.replace(/[\s.-]/g, "")) ? text.replace(/[\s.-]/g, "") : text),
  "tax-code": (text) => (/^[0-9-]+$/.test(text.replace(/[\s.]/g, "")) ? text.replace(/[\s.]/g, "") : text),
  phone: (text) => {
    const bare = text.replace(/[\s.()-]/g, "");
    const here = /^\+?84\d{9,10}$/.test(bare) ? `0${bare.replace("+", "").slice(2)}` : bare;
    return /^\+?\d+$/.test(here) ? here : text;
  },
  paragraph: (text) => text,
};

/** @param {string} given @param {Column} column */
function text(given, column) {
  const bare = (plain[column.kind ?? ""] ?? ((all) => all.split(/\s+/).join(" ")))(given);
  const length = [...bare].length;
  if (length > column.most) return filled(column.long, { length });
  if (column.least && length < column.least) return column.short;
  try {
    return column.pattern && !new RegExp(column.pattern).test(bare) ? filled(column.shape, { length }) : "";
  } catch {
    return ""; // written in a way that only the server reads
  }
}

/** @param {number} value @param {Column} column */
const within = (value, column) => (value < column.low ? column.small : value > column.high ? column.large : "");

/** @param {string} given @param {Column} column */
function whole(given, column) {
  let bare = given.replace(/(đồng|vnđ|vnd|đ|₫)\.?$/i, "").replace(/\s/g, "");
  if (/^-?\d{1,3}([.,]\d{3})+$/.test(bare) && new Set(bare.match(/[.,]/g)).size === 1) bare = bare.replace(/[.,]/g, "");
  return /^-?\d{1,18}$/.test(bare) ? within(Number(bare), column) : column.shape;
}

/** @param {string} given @param {Column} column */
function number(given, column) {
  let bare = given.replace(/\s/g, "");
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare) || /^-?\d+,\d+$/.test(bare)) bare = bare.replace(/\./g, "").replace(",", ".");
  else if (/^-?\d{1,3}(,\d{3})+\.\d+$/.test(bare)) bare = bare.replace(/,/g, "");
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(bare) ? within(Number(bare), column) : column.shape;
}

/** @param {string} given @param {Column} column */
function day(given, column) {
  const text = given.replace(/^(\d{4}-\d\d-\d\d)[ T]00:00:00$/, "$1");
  let parts = text.split(/[/.\-\s]+/);
  if (parts.length === 1 && /^\d{8}$/.test(text)) parts = [text.slice(0, 2), text.slice(2, 4), text.slice(4)];
  if (parts[0].length === 4) parts.reverse();
  if (parts.length !== 3 || !parts.every((part) => /^\d+$/.test(part)) || parts[2].length !== 4) return column.shape;
  const [date, month, year] = parts.map(Number);
  // What is said of a day that does not exist follows how it was written.
  const isTold = year > 0 && parts[0].length <= 2 && parts[1].length <= 2 && /^\d+[/.\-\s]\d+[/.\-\s]\d+$/.test(text);
  if (month < 1 || month > 12) return isTold || year === 0 ? filled(column.month, { month }) : column.shape;
  const last = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (year === 0 || date < 1 || date > last) return isTold && date >= 1 ? filled(column.day, { month, year: parts[2], last, day: date }) : column.shape;
  if (year < 1800 || year > 2200) return column.year;
  const iso = `${parts[2]}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
  return column.from && iso < column.from ? column.early : column.until && iso > column.until ? column.late : "";
}

/** @param {string} given @param {Column} column */
function month(given, column) {
  const found = given.match(/^(\d{1,2})[/.\-\s]+(\d{4})$/);
  return (found && Number(found[1]) >= 1 && Number(found[1]) <= 12) || /^\d{4}-(0[1-9]|1[0-2])$/.test(given) ? "" : column.shape;
}

/** @param {string} given @param {Column} column */
const choice = (given, column) => (column.words.includes(words(given)) ? "" : column.choose);

/** @type {Record<string, (given: string, column: Column) => string>} */
const looks = {
  date: day,
  month,
  year: whole,
  integer: whole,
  money: whole,
  number,
  "yes-no": choice,
  choice,
  choices: (given, column) => given.split(/[;\n]/).filter((part) => part.trim()).map((part) => choice(part.trim(), column)).find(Boolean) ?? "",
};

// Saying -----------------------------------------------------------------------------------------------------

/** @param {HTMLElement} place what has the columns @param {File} file */
export async function say(place, file) {
  const knows = JSON.parse(place.dataset.columns ?? "{}");
  const found = await look(file, knows);
  place.replaceChildren();
  if (!found) return;
  const box = Object.assign(document.createElement("div"), { className: `notice${found.troubles.length ? " soon" : ""} mt-3 measure` });
  const wrong = new Set(found.troubles.map((one) => one.row)).size;
  const head = document.createElement("p");
  head.append(Object.assign(document.createElement("b"), { textContent: filled(wrong ? knows.wrong : knows.sound, { wrong, n: found.rows }) }), ` ${knows.again} (${file.name})`);
  box.append(head);
  const list = document.createElement("ul");
  for (const one of found.troubles.slice(0, SHOWN_MAX)) {
    const item = Object.assign(document.createElement("li"), { className: "mt-2" });
    item.append(Object.assign(document.createElement("b"), { textContent: `${filled(knows.row, one)} · ${one.heading}` }), `${one.said ? ` (“${one.said}”)` : ""}: ${one.sentence}`);
    list.append(item);
  }
  const more = found.troubles.length - SHOWN_MAX;
  if (more > 0) list.append(Object.assign(document.createElement("li"), { textContent: filled(knows.more, { n: more }) }));
  if (wrong) box.append(list);
  place.append(box);
}
