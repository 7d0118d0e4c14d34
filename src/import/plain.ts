/** Words on plain data of strangers. */

export type Block = Readonly<Record<string, unknown>>;

export function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
}

/** Of an own key only: `toString` is no key of a file. */
export function at(block: unknown, key: string): unknown {
  return isBlock(block) && Object.hasOwn(block, key) ? block[key] : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Made of own keys, whatever they are called. */
export function blockOf(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  return Object.fromEntries(entries);
}

/** The name in an ARN or in what ECS calls by one: what follows the last slash or, without a slash, the last colon. */
export function nameIn(reference: string): string {
  if (!reference.startsWith('arn:')) return reference;
  // Groups may have slashes in their names.
  const group = /:autoScalingGroupName\/(.+)$/.exec(reference)?.[1];
  if (group !== undefined) return group;
  const slash = reference.lastIndexOf('/');
  return slash >= 0 ? reference.slice(slash + 1) : reference.slice(reference.lastIndexOf(':') + 1);
}

/** A name in which a part is not known, such as `${Env}-web`, without the marks; others stay as they are. */
export function nameText(text: string): string {
  return text.includes('${') ? asName(text.replace(/\$\{([^}]*)\}/g, '$1')) : text;
}

/** A text as a name of AWS: letters, digits, _ and -. */
export function asName(text: string, longest = 255): string {
  const name = text
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, longest);
  return name === '' ? 'unnamed' : name;
}

export function plural(count: number, word: string): string {
  return `${count} ${count === 1 ? word : word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`}`;
}

/** A value in a message: short enough for a line. */
export function shortText(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : typeof value === 'object' && value !== null ? 'a block' : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
