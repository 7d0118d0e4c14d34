/** A place in plain data: keys and indexes from its root. */
export type Place = readonly (string | number)[];

/** Returns the smallest parts in which two values of plain data differ; lists of different lengths differ as a whole. */
export function differences(was: unknown, is: unknown, place: Place = []): Place[] {
  if (Object.is(was, is)) return [];
  if (!isContainer(was) || !isContainer(is) || Array.isArray(was) !== Array.isArray(is)) return [place];
  if (Array.isArray(was) && was.length !== is.length) return [place];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.flatMap((key) => differences(was[key], is[key], [...place, Array.isArray(was) ? Number(key) : key]));
}

/**
 * Returns the places where two values differ in type, keys, or length of a list. Null stands for an absent value, and is a type of its own.
 */
export function differencesOfShape(was: unknown, is: unknown, place: Place = []): Place[] {
  if (!isContainer(was) || !isContainer(is)) return kindOf(was) === kindOf(is) ? [] : [place];
  if (Array.isArray(was) !== Array.isArray(is) || Object.keys(was).join() !== Object.keys(is).join()) return [place];
  return Object.keys(was).flatMap((key) => differencesOfShape(was[key], is[key], [...place, key]));
}

export function at(root: unknown, place: Place): unknown {
  return place.reduce((node, step) => (isContainer(node) ? node[step] : undefined), root);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
