import type { Path } from './problem.js';

/** Keys that name an item of a list, so that a path can select it. */
const NAME_KEYS = ['ec2InstanceId', 'id', 'name', 'serviceName', 'family', 'capacityProvider', 'policyName', 'scheduledActionName'];

/** The name that selects a list item, or undefined if it has none. */
export function itemName(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null) return undefined;
  const fields = item as Record<string, unknown>;
  for (const key of NAME_KEYS) if (Object.hasOwn(fields, key) && typeof fields[key] === 'string') return fields[key] as string;
  const described = fields.taskDefinition;
  return typeof described === 'object' && described !== null ? itemName(described) : undefined;
}

/** The word for each item of a list in a path: its name if that is unique, else its index. */
export function itemWords(list: readonly unknown[]): string[] {
  const names = list.map(itemName);
  const counts = new Map<string | undefined, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, step) => {
    const isClear =
      name !== undefined && typeof list[step] !== 'string' && counts.get(name) === 1 && /^[^.\s]{1,60}$/.test(name) && !/^\d+$/.test(name);
    return isClear ? name : String(step);
  });
}

/** A path as people write it: dotted, with list items by name if that is unique, else by index. */
export function formatPath(root: unknown, path: Path): string {
  let node = root;
  const words = path.map((step) => {
    const word = Array.isArray(node) ? itemWords(node)[Number(step)] : undefined;
    node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[step] : undefined;
    return word ?? String(step);
  });
  return words.join('.');
}
