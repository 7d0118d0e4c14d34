import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../../aws-error.js';

/** Filters of a describe call by name: the value of an item. */
export type Filters<Item> = Readonly<Record<string, (item: Item) => string>>;

/** Returns whether an item passes all filters of a call; throws AWS's error for a filter that is not in the table. */
export function passes<Item>(item: Item, filters: readonly Filter[], table: Filters<Item>): boolean {
  return filters.every(({ Name: name = '', Values: values = [] }) => {
    if (!Object.hasOwn(table, name)) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return values.some((value) => globOf(value).test(table[name]!(item)));
  });
}

/** A filter takes * and ?. */
function globOf(text: string): RegExp {
  const escaped = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`);
}
