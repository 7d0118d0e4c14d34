import { DATED, DAY } from './dated.js';
import { EDITIONS } from './editions.js';
import { PLAUSIBLE } from './plausible.js';
import { READINGS } from './readings.js';

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode | undefined>;
}

/**
 * Adds to the JSON Schema of a scenario the plausible range of each setting that has one: `plausible`, why as `plausibleBecause`, and the
 * source of its default as `defaultBecause`. The editions of ECS get their `differences`, and the settings `ofDays`.
 */
export function withPlausible(schema: Record<string, unknown>): Record<string, unknown> {
  for (const { path, range, why, basis } of PLAUSIBLE)
    if (range !== null) annotate(schema, path, { plausible: range, plausibleBecause: why, ...(basis === undefined ? {} : because(basis)) });
  for (const { path, basis } of READINGS) annotate(schema, path, because(basis));
  const { enum: editions, ...edition } = (schema as SchemaNode).properties!.awsBehaviour as { enum?: readonly string[] };
  const byDay = { anyOf: [{ enum: editions }, { type: 'string', pattern: DAY.source }] };
  (schema as { properties: Record<string, unknown> }).properties.awsBehaviour = {
    ...edition,
    ...byDay,
    differences: EDITIONS,
    ofDays: DATED,
  };
  return schema;
}

function because(basis: string) {
  return { defaultBecause: basis.replaceAll('**', '') };
}

function annotate(schema: SchemaNode, path: string, more: Record<string, unknown>): void {
  const node = path.split('.').reduce<SchemaNode | undefined>((at, step) => at?.properties?.[step], schema);
  if (node !== undefined) Object.assign(node, more);
}
