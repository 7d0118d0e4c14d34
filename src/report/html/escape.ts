import { unbroken } from '../metric-text.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** JSON that can neither end the script element around it nor open a comment. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** HTML that needs no escaping. */
export interface Html {
  readonly html: string;
}

/** Text that ends within a tag, or within code, which people copy. */
const VERBATIM = /<[^>]*$|<(code|pre)\b(?!.*<\/\1>)/s;
const verbatim = new WeakMap<TemplateStringsArray, readonly boolean[]>();

/** Whether each value of a template is part of a tag or of code. */
function verbatimValues(parts: TemplateStringsArray): readonly boolean[] {
  const known = verbatim.get(parts);
  if (known !== undefined) return known;
  const found = parts.slice(1).map((_, i) => VERBATIM.test(parts.slice(0, i + 1).join('')));
  verbatim.set(parts, found);
  return found;
}

/** Template tag: escapes its values unless they are Html, and joins lists. In text no line breaks between a number and its unit. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[])[]): Html {
  const isVerbatim = verbatimValues(parts);
  const text = values.map((value, i) => {
    if (Array.isArray(value)) return value.map((one: Html) => one.html).join('');
    if (typeof value === 'object') return (value as Html).html;
    return escapeHtml(isVerbatim[i] ? String(value) : unbroken(String(value)));
  });
  return { html: parts.reduce((all, part, i) => all + part + (text[i] ?? ''), '') };
}
