import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** The most bytes of one file of text; a pipe or device may never end. */
const BYTES_MAX = 256_000_000;
const FIRST_BYTES = 65_536;

/** A file without an end, or a very large one. It has a code, as Node's errors of files have. */
class RefusedFile extends Error {
  readonly code = 'EFBIG';
}

/**
 * Returns the text of a file, pipe or standard input. Throws Node's error for an unreadable file, and a similar one for any other device and for
 * more than 256 MB.
 */
export function readText(path: string): string {
  const file = openSync(path, 'r');
  try {
    const status = fstatSync(file);
    refuseDevice(status);
    if (status.size > BYTES_MAX) throw new RefusedFile(`has ${status.size} bytes, at most ${BYTES_MAX} are read`);
    return bytesIn(file).toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** Throws such an error for a device that is not standard input: it may have no end. */
export function refuseDevice(status: Stats): void {
  const isDevice = status.isCharacterDevice() || status.isBlockDevice();
  if (isDevice && !isStandardInput(status)) throw new RefusedFile('this is a device; name a file');
}

function isStandardInput({ dev, ino }: Stats): boolean {
  try {
    const input = fstatSync(0);
    return input.dev === dev && input.ino === ino;
  } catch {
    return false; // It is closed.
  }
}

function bytesIn(file: number): Buffer {
  let bytes = Buffer.allocUnsafe(FIRST_BYTES);
  for (let end = 0; ; ) {
    const read = readSync(file, bytes, end, bytes.length - end, null);
    if (read === 0) return bytes.subarray(0, end);
    end += read;
    if (end > BYTES_MAX) throw new RefusedFile(`has more than ${BYTES_MAX} bytes, the most that are read`);
    if (end === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(end)]);
  }
}
