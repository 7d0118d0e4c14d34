// The common workload as a file, which other programs read as well: arrival_ms,duration_ms,cpu_units,memory_mib, whole numbers.
import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs';

const HEADER = 'arrival_ms,duration_ms,cpu_units,memory_mib';
const CHUNK_BYTES = 1 << 18;
const [LINE_FEED, CARRIAGE_RETURN, COMMA, ZERO, NINE] = ['\n', '\r', ',', '0', '9'].map((text) => text.charCodeAt(0));

/** A file that has its name is whole: it is written under another one first. */
export function writeRows(path, { atMs, durationMs, cpuUnits, memoryMib }) {
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, 'w');
  let text = `${HEADER}\n`;
  for (let row = 0; row < atMs.length; row++) {
    text += `${atMs[row]},${durationMs[row]},${cpuUnits[row]},${memoryMib[row]}\n`;
    if (text.length < CHUNK_BYTES) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
  closeSync(file);
  renameSync(partial, path);
}

/**
 * Returns the first `most` rows. Reads digit by digit from one small buffer, so that the memory of a figure is the simulation's and not what
 * reading left behind.
 */
export function readRows(path, most) {
  const columns = emptyRows(most);
  const inOrder = [columns.atMs, columns.durationMs, columns.cpuUnits, columns.memoryMib];
  let [row, field, value, digits] = [-1, 0, 0, 0];
  const wrong = (what) => new Error(`${path}, line ${row + 2}: ${what}; a row is ${HEADER}, whole numbers`);
  const endField = () => {
    if (row >= 0) {
      if (digits === 0) throw wrong(`value ${field + 1} is missing`);
      inOrder[field][row] = value;
    }
    value = 0;
    digits = 0;
  };
  const endLine = () => {
    if (row >= 0 && field < 3) throw wrong(`it has ${field + 1} value${field === 0 ? '' : 's'}`);
    endField();
    row++;
    field = 0;
  };
  for (const byte of bytesOf(path)) {
    if (row === most) break;
    if (byte === LINE_FEED) {
      if (row < 0 || field > 0 || digits > 0) endLine();
    } else if (row < 0 || byte === CARRIAGE_RETURN) continue;
    else if (byte === COMMA) {
      if (field === 3) throw wrong('it has more than 4 values');
      endField();
      field++;
    } else if (byte >= ZERO && byte <= NINE) {
      value = 10 * value + byte - ZERO;
      digits++;
    } else throw wrong(`'${String.fromCharCode(byte)}' in value ${field + 1}`);
  }
  if (row >= 0 && row < most && (field > 0 || digits > 0)) endLine();
  return firstRows(columns, Math.max(0, row));
}

export function emptyRows(count) {
  const times = () => new Float64Array(count);
  const sizes = () => new Int32Array(count);
  return { atMs: times(), durationMs: times(), cpuUnits: sizes(), memoryMib: sizes() };
}

function firstRows(columns, count) {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.subarray(0, count)]));
}

function* bytesOf(path) {
  const file = openSync(path, 'r');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  try {
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) for (let i = 0; i < length; i++) yield chunk[i];
  } finally {
    closeSync(file);
  }
}
