/** Milliseconds per unit. */
export const TIME_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, us: 1 / 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Thousandths of a vCPU per unit; `units` are those of ECS, 1,024 per vCPU. */
export const CPU_UNITS: Readonly<Record<string, number>> = { vcpu: 1000, milli: 1, units: 1000 / 1024 };

/** MiB per unit. `mb` and `gb` are powers of ten; use `mib` and `gib` for traces that mean powers of two. */
export const MEMORY_UNITS: Readonly<Record<string, number>> = {
  b: 1 / 2 ** 20,
  kb: 1e3 / 2 ** 20,
  kib: 1 / 2 ** 10,
  mb: 1e6 / 2 ** 20,
  mib: 1,
  gb: 1e9 / 2 ** 20,
  gib: 2 ** 10,
};

/** Returns the unit that a column name ends with, as in `wait_ms` and `memory_mib`. Such a column is not read in another unit. */
export function unitInName(column: string, units: Readonly<Record<string, number>>): string | undefined {
  const ending = /_([A-Za-z]+)$/.exec(column)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(units, ending) ? ending : undefined;
}
