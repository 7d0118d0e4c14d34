import type { Answer } from './aws.js';

/** Words on answers, which are plain data: what is not there is nothing. */

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

/** Each once, in the order in which they first come. */
export function distinct(values: Iterable<string | undefined>): string[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}

/** The name in an ARN of ECS: what follows the last slash. */
export function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The name in an ARN of a group, which may have slashes itself. */
export function groupOf(arn: string): string {
  return arn.replace(/^.*autoScalingGroupName\//, '');
}
