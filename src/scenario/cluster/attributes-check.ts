import type { Context } from '../context.js';
import type { Path } from '../text/problem.js';
import { instead, nearest, show } from '../text/suggest.js';
import { ATTRIBUTE_NAME, ATTRIBUTE_VALUE, type Attributes, GIVEN_ATTRIBUTES, OS_FAMILY, originOfAttribute } from './attributes.js';
import { operatingSystemOfType } from './instance-types.js';

/** Checks names and values of the attributes of a group's instances (S.ATTR-1, S.ATTR-3). */
export function checkAttributes(
  context: Context,
  path: Path,
  { attributes, instanceType }: { attributes: Attributes; instanceType: string },
): void {
  for (const [name, value] of Object.entries(attributes)) {
    const at = [...path, 'attributes', name];
    const message = nameMistake(name) ?? valueMistake(value) ?? familyMistake(context, instanceType, { name, value });
    if (message !== undefined) context.error(at, message);
  }
}

/** Checks the attributes that a user changes while the cluster runs: only those of users' own. */
export function checkChangedAttributes(
  context: Context,
  path: Path,
  { attributes, removed }: { attributes: Attributes; removed: readonly string[] },
): void {
  const report = (at: Path, message: string | undefined) => message !== undefined && context.error(at, message);
  for (const [name, value] of Object.entries(attributes)) report([...path, 'attributes', name], ownMistake(name) ?? valueMistake(value));
  for (const [i, name] of removed.entries()) report([...path, 'removed', i], ownMistake(name));
  if (Object.keys(attributes).length + removed.length === 0) context.warn(path, 'changes nothing: give attributes, removed or both');
}

function ownMistake(name: string): string | undefined {
  return nameMistake(name) ?? (name.startsWith('ecs.') ? 'cannot change while the instance runs: ECS sets it' : undefined);
}

function nameMistake(name: string): string | undefined {
  if (!ATTRIBUTE_NAME.test(name)) return `${show(name)} is no name of an attribute: 1 to 128 letters, digits, - _ . / and \\`;
  const origin = originOfAttribute(name);
  if (origin !== undefined) return `cannot be set: it follows from ${origin}`;
  if (!name.startsWith('ecs.') || (GIVEN_ATTRIBUTES as readonly string[]).includes(name)) return undefined;
  const remedy = nearest(name, GIVEN_ATTRIBUTES) === undefined ? '; names of your own do not begin with ecs.' : '';
  return `is no attribute of ECS${instead(name, GIVEN_ATTRIBUTES)}${remedy}`;
}

function valueMistake(value: string | null): string | undefined {
  if (value === null || ATTRIBUTE_VALUE.test(value)) return undefined;
  if (value === '') return 'is empty: write null for an attribute without a value';
  return `${show(value)} is no value of an attribute: 1 to 128 letters, digits, - _ . @ / \\ : and spaces, none of them at either end`;
}

function familyMistake(
  context: Context,
  instanceType: string,
  { name, value }: { name: string; value: string | null },
): string | undefined {
  if (name !== 'ecs.os-family') return undefined;
  const operatingSystem = operatingSystemOfType(instanceType, context.scenario);
  if (value !== null && OS_FAMILY[operatingSystem].test(value)) return undefined;
  const right =
    operatingSystem === 'linux' ? 'LINUX' : 'WINDOWS_SERVER_ with the release and FULL or CORE, such as WINDOWS_SERVER_2022_CORE';
  return `${show(value)} is no family of ${operatingSystem}, which ${instanceType} runs: ${right}`;
}
