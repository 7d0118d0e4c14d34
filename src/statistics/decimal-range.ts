import type { Outcome, Path } from '../scenario/text/problem.js';
import { show } from '../scenario/text/suggest.js';

/** Values from one end to the other, both included where the steps meet them: numbers, or texts with a unit, such as `30s`. */
export interface Range {
  readonly from: number | string;
  readonly to: number | string;
  readonly step: number | string;
}

/** digits x 10^-places, and the text after the number. */
interface Decimal {
  readonly digits: bigint;
  readonly places: number;
  readonly unit: string;
}

const VALUES_MAX = 100_000;
/** More than a user writes, and within the range of a double. */
const PLACES_MAX = 30;

/**
 * The values of a range in exact decimal arithmetic: 0.1 steps are 0.1, 0.2, 0.3, each the double nearest to its decimal, and the last
 * one is neither missed nor passed by rounding.
 */
export function rangeValues(range: Range, path: Path): Outcome<readonly (number | string)[]> {
  const parsed = (['from', 'to', 'step'] as const).map((key) => ({ key, decimal: parse(range[key]) }));
  const bad = parsed.filter(({ decimal }) => decimal === null);
  if (bad.length > 0)
    return {
      problems: bad.map(({ key }) => ({
        path: [...path, key],
        message: `${show(range[key])} is no number for a range: give one such as 5, 0.1 or 30s`,
      })),
    };
  const [from, to, step] = parsed.map(({ decimal }) => decimal!);
  const wrong = (key: string, message: string) => ({ problems: [{ path: [...path, key], message }] });
  if (from.unit !== to.unit || from.unit !== step.unit)
    return wrong('step', `from, to and step must have one unit: they are ${range.from}, ${range.to} and ${range.step}`);
  const places = Math.max(from.places, to.places, step.places);
  const [start, end, by] = [from, to, step].map((decimal) => decimal.digits * 10n ** BigInt(places - decimal.places));
  if (by === 0n) return wrong('step', 'a step of 0 never gets from one end to the other: give another');
  if (end !== start && end > start !== by > 0n)
    return wrong('step', `a step of ${range.step} leads away from ${range.to}: give it the other sign`);
  const count = (end - start) / by + 1n;
  if (count > VALUES_MAX) return wrong('step', `the range has ${count} values, at most ${VALUES_MAX}: give a greater step`);
  const values = Array.from({ length: Number(count) }, (_, i) => format({ digits: start + by * BigInt(i), places, unit: from.unit }));
  return { value: values, problems: [] };
}

function parse(value: number | string): Decimal | null {
  const [, sign, whole, part = '', power = '0', unit] =
    /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?([a-z%]*)$/i.exec(String(value).trim()) ?? [];
  if (sign === undefined || part.length > PLACES_MAX || whole.length > PLACES_MAX || Math.abs(Number(power)) > PLACES_MAX) return null;
  const digits = BigInt(whole + part) * (sign === '-' ? -1n : 1n);
  const places = part.length - Number(power);
  return places >= 0 ? { digits, places, unit } : { digits: digits * 10n ** BigInt(-places), places: 0, unit };
}

function format({ digits, places, unit }: Decimal): number | string {
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const part = text.slice(text.length - places).replace(/0+$/, '');
  const decimal = `${digits < 0n ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`;
  return unit === '' ? Number(decimal) : decimal + unit;
}
