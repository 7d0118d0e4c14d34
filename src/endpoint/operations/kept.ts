import { isObject } from '../protocol/input-check.js';
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

/** Returns an answer with the members that calls gave to the resource; a value of the simulation takes precedence. */
export function withKept<Answer extends object>({ cluster: { apiState } }: Context, name: string, answer: Answer): Answer {
  const kept = apiState.kept.get(name);
  if (kept === undefined) return answer;
  const parts = Object.entries(kept.beneath).map(([key, given]) => [key, laidOver(given, (answer as Record<string, unknown>)[key])]);
  return { ...answer, ...Object.fromEntries(parts), ...kept.own };
}

function pick(input: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([key]) => keys.includes(key)));
}

/** Items of lists are the same where they have the same name, or the lists are as long. */
function laidOver(given: unknown, answer: unknown): unknown {
  if (answer === undefined || answer === null) return given;
  if (Array.isArray(given) && Array.isArray(answer))
    return answer.map((item, i) =>
      laidOver(
        given.find((one) => nameMember(one) !== undefined && nameMember(one) === nameMember(item)) ??
          (given.length === answer.length ? given[i] : undefined),
        item,
      ),
    );
  if (!isObject(given) || !isObject(answer)) return answer;
  return { ...given, ...Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, laidOver(given[key], value)])) };
}

function nameMember(value: unknown): unknown {
  return isObject(value) ? value.name : undefined;
}
