import { field, textAt } from '../../in-scenario-shape.js';
import { listOf } from '../../plain-data.js';

/** Reads the tags that an export of Drydock writes, with which a run continues its own random draws. */
export function drydockTag(value: unknown, name: string): string | undefined {
  const tags = listOf(field(value, 'tags', 'tagSet'));
  const own = tags.find((tag) => textAt(tag, 'key') === `drydock:${name}`);
  return textAt(own, 'value');
}

export function numberTag(value: unknown, name: string): number | undefined {
  const text = drydockTag(value, name);
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
