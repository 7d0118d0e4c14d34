import { type CatalogType, findInstanceType, listInstanceTypes } from '../../../catalog/instance-types.js';

/** `m6id` is series m, generation 6, maker i, and option d. */
const FAMILY = /^([a-z]+)(\d+)([iag]?)([a-z]*(?:-.*)?)$/;

interface Parts {
  readonly series: string;
  readonly generation: number;
  /** Intel, AMD or AWS; empty for Intel in older generations. */
  readonly maker: string;
  readonly rest: string;
}

export function partsOf(family: string): Parts | null {
  const [, series, generation, maker = '', rest = ''] = FAMILY.exec(family) ?? [];
  return series === undefined ? null : { series, generation: Number(generation), maker, rest };
}

/** Returns families of the next generation in the catalogue, of any maker of processors: m5 leads to m6a, m6g and m6i. */
export function nextFamilies(family: string): string[] {
  const now = partsOf(family);
  if (now === null) return [];
  const families = [...new Set(listInstanceTypes().map((type) => type.family))];
  const later = families.flatMap((name) => {
    const parts = partsOf(name);
    const isLike = parts !== null && parts.series === now.series && parts.rest === now.rest && parts.generation > now.generation;
    return isLike ? [{ name, generation: parts.generation }] : [];
  });
  const next = Math.min(...later.map(({ generation }) => generation));
  return later.filter(({ generation }) => generation === next).map(({ name }) => name);
}

/** Returns the same size in the next family of the type's own series, with the generation and the maker of `to`. */
export function nextOf(name: string, to: string): CatalogType | undefined {
  const [family = '', size = ''] = name.split('.');
  const [now, next] = [partsOf(family), partsOf(to)];
  if (now === null || next === null) return undefined;
  return findInstanceType(`${now.series}${next.generation}${next.maker}${now.rest}.${size}`);
}
