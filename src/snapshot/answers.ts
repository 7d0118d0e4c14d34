import type { Answer } from './aws.js';

/** Helpers for answers of AWS as plain data; missing values become undefined or empty lists. */

type Block = Readonly<Record<string, unknown>>;

export function blocks(answers: Answer | readonly Answer[], key: string): Block[] {
  return [answers]
    .flat()
    .flatMap((answer) => listAt(answer, key).filter((item): item is Block => typeof item === 'object' && item !== null));
}

export function texts(answers: Answer | readonly Answer[], key: string): string[] {
  return [answers].flat().flatMap((answer) => listAt(answer, key).filter((item) => typeof item === 'string'));
}

export function textAt(block: unknown, ...path: readonly string[]): string | undefined {
  const found = at(block, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function listAt(block: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(block, ...path);
  return Array.isArray(found) ? found : [];
}

export function at(block: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Block)[key] : undefined), block);
}

/** Returns each value once, in the order of first occurrence. */
export function distinct(values: Iterable<string | undefined>): string[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}

/** Returns the name in an ECS ARN: the text after the last slash. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Returns the name in the ARN of an Auto Scaling group; such names may contain slashes. */
export function groupOf(arn: string): string {
  return arn.replace(/^.*autoScalingGroupName\//, '');
}
