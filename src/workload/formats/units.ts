/** What one of each unit is in ours: milliseconds. */
export const TIME_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** In thousandths of a vCPU; `units` are those of ECS, 1,024 of them a vCPU. */
export const CPU_UNITS: Readonly<Record<string, number>> = { vcpu: 1000, milli: 1, units: 1000 / 1024 };

/** In MiB. `mb` and `gb` are powers of ten, as they say; traces that mean powers of two by them are given as `mib` and `gib`. */
export const MEMORY_UNITS: Readonly<Record<string, number>> = {
  b: 1 / 2 ** 20,
  kb: 1e3 / 2 ** 20,
  kib: 1 / 2 ** 10,
  mb: 1e6 / 2 ** 20,
  mib: 1,
  gb: 1e9 / 2 ** 20,
  gib: 2 ** 10,
};

/** The unit that a column's name ends with, as in `wait_ms` and `memory_mib`: a name that tells its unit is not read in another. */
export function unitInName(column: string, units: Readonly<Record<string, number>>): string | undefined {
  const ending = /_([A-Za-z]+)$/.exec(column)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(units, ending) ? ending : undefined;
}
