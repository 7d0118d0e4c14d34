/** Helpers for plain data from untrusted input. */

export type Block = Readonly<Record<string, unknown>>;

export function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
}

/** Reads an own key only, so `toString` of the prototype is never returned. */
export function at(block: unknown, key: string): unknown {
  return isBlock(block) && Object.hasOwn(block, key) ? block[key] : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Returns the letters of a key in lower case, by which keys are matched: templates, plans and answers spell them differently. */
export function keyLetters(key: string): string {
  return key.replace(/[_-]/g, '').toLowerCase();
}

/** Builds an object with these own keys, including names such as `__proto__`. */
export function blockOf(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  return Object.fromEntries(entries);
}

/** Returns the name in an ARN or ECS reference: the text after the last slash or, without a slash, after the last colon. */
export function nameIn(reference: string): string {
  if (!reference.startsWith('arn:')) return reference;
  // Names of Auto Scaling groups may contain slashes.
  const group = /:autoScalingGroupName\/(.+)$/.exec(reference)?.[1];
  if (group !== undefined) return group;
  const slash = reference.lastIndexOf('/');
  return slash >= 0 ? reference.slice(slash + 1) : reference.slice(reference.lastIndexOf(':') + 1);
}

/** Removes the placeholder marks from a name with unresolved parts such as `${Env}-web`; other names stay unchanged. */
export function nameText(text: string): string {
  return text.includes('${') ? asName(text.replace(/\$\{([^{}]*)\}/g, '$1')) : text;
}

/** Converts a text into a valid AWS name: letters, digits, _ and -. */
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

/** Formats a value for a one-line message, shortened where it is long. */
export function shortText(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : typeof value === 'object' && value !== null ? 'a block' : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
