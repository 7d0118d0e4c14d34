import { listOf } from '../../plain.js';
import { field, textAt } from '../../shaped.js';

/** What an export of Drydock writes as tags: with them a run goes on with the luck that it would have had. */
export function drydockTag(value: unknown, name: string): string | undefined {
  const tags = listOf(field(value, 'tags', 'tagSet'));
  return textAt(
    tags.find((tag) => textAt(tag, 'key') === `drydock:${name}`),
    'value',
  );
}

export function numberTag(value: unknown, name: string): number | undefined {
  const text = drydockTag(value, name);
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
