import { itemWords } from './item-names.js';

/** A setting by the path that `--set` takes, and its value as text. */
export type FlatSetting = readonly [path: string, value: string];

/** The present state is no setting and may have a hundred thousand entries: only the lengths of its lists are shown. */
const PRESENT = 'present';

/** Every setting of a scenario, defaults included, in its order. A list of plain values is one setting. */
export function flatSettings(scenario: object): FlatSetting[] {
  const found: FlatSetting[] = [];
  const visit = (node: unknown, path: readonly string[]): void => {
    if (node === undefined) return;
    const isList = Array.isArray(node);
    if (isPlain(node)) found.push([path.join('.'), valueText(node)]);
    else if (isList && path[0] === PRESENT) found.push([path.join('.'), `${node.length.toLocaleString('en-US')} entries`]);
    else {
      const words = isList ? itemWords(node) : Object.keys(node as object);
      Object.values(node as object).forEach((value, i) => {
        visit(value, [...path, words[i]!]);
      });
    }
  };
  visit(scenario, []);
  return found;
}

function isPlain(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return true;
  const parts = Object.values(node);
  return parts.length === 0 || (Array.isArray(node) && parts.every((part) => typeof part !== 'object' || part === null));
}

function valueText(node: unknown): string {
  if (Array.isArray(node)) return `[${node.map(valueText).join(', ')}]`;
  return typeof node === 'string' ? node : JSON.stringify(node);
}
