import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../src/scenario/schema.js';
import { readDocument } from '../../src/scenario/text/document.js';
import { GOOD } from './scenarios.js';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/** What an editor would underline: the part of JSON Schema that the scenario's uses. */
function mistakes(schema: JsonSchema, value: unknown, path = ''): string[] {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined)
    return branches.some((branch) => mistakes(branch, value).length === 0) ? [] : [`${path} none of the branches`];
  if (schema.const !== undefined && schema.const !== value) return [`${path} const`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${path} enum`];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value))) return [`${path} pattern`];
  if (typeof value === 'number' && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value))) return [`${path} range`];
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  const types = [schema.type ?? type].flat();
  if (!types.includes(type) && !(types.includes('number') && type === 'integer')) return [`${path} ${type}`];
  if (Array.isArray(value)) return value.flatMap((item, i) => (schema.items ? mistakes(schema.items, item, `${path}.${i}`) : []));
  if (typeof value !== 'object' || value === null) return [];
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.filter((key) => !(key in value)).map((key) => `${path}.${key} missing`);
  const inner = Object.entries(value).flatMap(([key, field]) => {
    const at = `${path}.${key}`;
    if (properties[key]) return mistakes(properties[key], field, at);
    if (typeof additionalProperties === 'object') return mistakes(additionalProperties, field, at);
    return additionalProperties === false ? [`${at} unknown`] : [];
  });
  return [...missing, ...inner];
}

const schema = scenarioJsonSchema() as JsonSchema;
const parse = (text: string) => readDocument(text, 'f').value as Record<string, unknown>;

describe('the JSON Schema', () => {
  it.each([
    ['the small scenario', GOOD],
    ['the complete one', readFileSync(join(import.meta.dirname, '../fixtures/scenarios/complete.yaml'), 'utf8')],
    ['the one of Spot', readFileSync(join(import.meta.dirname, '../fixtures/scenarios/capacity.yaml'), 'utf8')],
  ])('takes %s', (_, text) => expect(mistakes(schema, parse(text))).toEqual([]));

  it.each([
    ['an unknown key', { sead: 1 }, ['.sead unknown']],
    ['a duration without a unit', { duration: 7200 }, ['.duration pattern']],
    ['a seed below 0', { seed: -1 }, ['.seed range']],
    ['a setting that is none', { scaler: { fromZero: 'three' } }, ['.scaler.fromZero enum']],
    ['a service without a name', { services: [{ taskDefinition: 'web' }] }, ['.services.0.serviceName missing']],
  ])('refuses %s', (_, change, expected) => expect(mistakes(schema, { ...parse(GOOD), ...change })).toEqual(expected));

  it('explains every key of a scenario, for an editor to show', () => {
    const silent = Object.entries(schema.properties ?? {}).flatMap(([key, { description }]) => (description ? [] : [key]));
    expect(silent).toEqual([]);
  });

  it('requires only what has no default', () => expect(schema.required).toEqual(['name', 'duration', 'cluster', 'taskDefinitions']));
});
