const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML shows it, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** JSON that cannot end the script element it stands in, nor open a comment. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** HTML that is safe already. */
export interface Html {
  readonly html: string;
}

/** A template whose values are escaped, unless they are Html already; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[])[]): Html {
  const text = values.map((value) => {
    if (Array.isArray(value)) return value.map((one: Html) => one.html).join('');
    return typeof value === 'object' ? (value as Html).html : escapeHtml(String(value));
  });
  return { html: parts.reduce((all, part, i) => all + part + (text[i] ?? ''), '') };
}
