import type { Path } from './problem.js';
import { formatPath } from './set-path.js';

/** A setting by the path that `--set` takes, and its value as text. */
export type FlatSetting = readonly [path: string, value: string];

/** Every setting of a scenario, defaults and all, in its order: a list of plain values is one setting. */
export function flatSettings(scenario: object): FlatSetting[] {
  const found: FlatSetting[] = [];
  const visit = (node: unknown, path: Path): void => {
    if (node === undefined) return;
    if (isPlain(node)) found.push([formatPath(scenario, path), textOf(node)]);
    else for (const [key, value] of Object.entries(node as object)) visit(value, [...path, Array.isArray(node) ? Number(key) : key]);
  };
  visit(scenario, []);
  return found;
}

function isPlain(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return true;
  const parts = Object.values(node);
  return parts.length === 0 || (Array.isArray(node) && parts.every((part) => typeof part !== 'object' || part === null));
}

function textOf(node: unknown): string {
  if (Array.isArray(node)) return `[${node.map(textOf).join(', ')}]`;
  return typeof node === 'string' ? node : JSON.stringify(node);
}
