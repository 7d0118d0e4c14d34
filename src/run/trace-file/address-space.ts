import { readFileSync } from 'node:fs';

const BYTES_PER_KIB = 1024;

/** The bytes of addresses that this process may still take under `ulimit -v`; Infinity if there is no limit or none is known. */
export function addressesLeft(): number {
  const limit = limitOfAddresses();
  if (limit === Number.POSITIVE_INFINITY) return limit;
  const size = /^VmSize:\s+(\d+) kB$/m.exec(textOf('/proc/self/status'))?.[1];
  return size === undefined ? Number.POSITIVE_INFINITY : limit - BYTES_PER_KIB * Number(size);
}

let known: number | null = null;

/** The soft limit in bytes, read once. */
function limitOfAddresses(): number {
  known ??= Number(/^Max address space\s+(\d+)/m.exec(textOf('/proc/self/limits'))?.[1] ?? Number.POSITIVE_INFINITY);
  return known;
}

/** Empty where there is no such file: outside of Linux. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
