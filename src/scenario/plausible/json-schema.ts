import { PLAUSIBLE } from './plausible.js';

interface Node {
  readonly properties?: Record<string, Node | undefined>;
}

/**
 * Adds to the JSON Schema of a scenario the plausible range of each setting that has one: `plausible`, why as `plausibleBecause`, and the
 * source of its default as `defaultBecause`.
 */
export function withPlausible(schema: Record<string, unknown>): Record<string, unknown> {
  for (const { path, range, why, basis } of PLAUSIBLE) {
    const node = path.split('.').reduce<Node | undefined>((at, step) => at?.properties?.[step], schema as Node);
    if (node !== undefined && range !== null) {
      const source = basis === undefined ? {} : { defaultBecause: basis.replaceAll('**', '') };
      Object.assign(node, { plausible: range, plausibleBecause: why, ...source });
    }
  }
  return schema;
}
