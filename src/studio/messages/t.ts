import { locale } from '../app/state.js';
import { en, type MessageKey } from './en.js';
import { ja } from './ja.js';

const CATALOGUES = { en, ja };

/** A label in the reader's language; `{name}` in it is replaced by the value of that name. Reading it in a component subscribes to the language. */
export function t(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text = CATALOGUES[locale.value][key];
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}
