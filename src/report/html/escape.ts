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

/** Template tag: escapes its values unless they are Html, and joins lists. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[])[]): Html {
  const text = values.map((value) => {
    if (Array.isArray(value)) return value.map((one: Html) => one.html).join('');
    return typeof value === 'object' ? (value as Html).html : escapeHtml(String(value));
  });
  return { html: parts.reduce((all, part, i) => all + part + (text[i] ?? ''), '') };
}
