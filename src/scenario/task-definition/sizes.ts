/** 1 vCPU = 1,024 CPU units (C.TD-01); 1 GB = 1,024 MiB (T.TASK-1). */
const PER_LARGE_UNIT = 1024;
const UNITS = /^\s*\d{1,9}\s*$/;
const VCPUS = /^\s*(\d{1,6}(?:\.\d*)?|\.\d+)\s*vcpus?\s*$/i;
const GIGABYTES = /^\s*(\d{1,6}(?:\.\d*)?|\.\d+)\s*gb?\s*$/i;

/** A size in whole units, or a sentence about the mistake. */
export type Size = { readonly units: number; readonly wrong?: undefined } | { readonly units?: undefined; readonly wrong: string };

/** Reads a task-level `cpu`: `1024`, `1 vCPU`, `.25 vcpu` (T.TASK-1). */
export function readCpuUnits(value: string | number): Size {
  return readSize(value, VCPUS, { unit: 'CPU units', right: 'whole CPU units such as "256", or vCPUs such as ".25 vCPU"' });
}

/** Reads a task-level `memory`: `1024`, `1GB`, `.5 gb` (T.TASK-1). */
export function readMemoryMib(value: string | number): Size {
  return readSize(value, GIGABYTES, { unit: 'MiB', right: 'whole MiB such as "512", or GB such as "0.5 GB"' });
}

function readSize(value: string | number, large: RegExp, words: { unit: string; right: string }): Size {
  const text = String(value);
  if (UNITS.test(text)) return Number(text) === 0 ? { wrong: `is 0; write ${words.right}` } : { units: Number(text) };
  const match = large.exec(text);
  if (match === null) return { wrong: `is ${JSON.stringify(value)}; write ${words.right}` };
  // Exact: multiplying a double by a power of two only moves its exponent.
  const units = Number(match[1]) * PER_LARGE_UNIT;
  if (Number.isInteger(units) && units > 0) return { units };
  return { wrong: `is ${JSON.stringify(value)}, which makes ${units} ${words.unit}, not a whole number above 0; write ${words.right}` };
}
