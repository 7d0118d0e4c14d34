import type { Context, Operation } from './operation.js';

/**
 * Notes what a call gave to the resource of this name: members that have no effect, and `parts` with only some keys that have one.
 * Members that the call does not give stay as they were.
 */
export function keep(
  { cluster: { apiState } }: Context,
  name: string,
  input: object,
  { keeps, parts = [] }: { keeps: Operation['keeps']; parts?: readonly string[] },
): void {
  const { own = {}, beneath = {} } = apiState.kept.get(name) ?? {};
  apiState.kept.set(name, { own: { ...own, ...pick(input, keeps) }, beneath: { ...beneath, ...pick(input, parts) } });
}

/** Returns an answer with what calls gave to the resource; where the simulation has a value, that one holds. */
export function withKept<Said extends object>({ cluster: { apiState } }: Context, name: string, said: Said): Said {
  const kept = apiState.kept.get(name);
  if (kept === undefined) return said;
  const parts = Object.entries(kept.beneath).map(([key, given]) => [key, laidOver(given, (said as Record<string, unknown>)[key])]);
  return { ...said, ...Object.fromEntries(parts), ...kept.own };
}

function pick(input: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([key]) => keys.includes(key)));
}

/** Items of lists are the same where they have the same name, or the lists are as long. */
function laidOver(given: unknown, said: unknown): unknown {
  if (said === undefined || said === null) return given;
  if (Array.isArray(given) && Array.isArray(said))
    return said.map((item, i) =>
      laidOver(
        given.find((one) => nameOf(one) !== undefined && nameOf(one) === nameOf(item)) ??
          (given.length === said.length ? given[i] : undefined),
        item,
      ),
    );
  if (!isBlock(given) || !isBlock(said)) return said;
  return { ...given, ...Object.fromEntries(Object.entries(said).map(([key, value]) => [key, laidOver(given[key], value)])) };
}

function nameOf(value: unknown): unknown {
  return isBlock(value) ? value.name : undefined;
}

function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
