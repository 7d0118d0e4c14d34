import { AwsError } from '../aws-error.js';

/** Returns the part of a list that a call asks for, and the token of the next; the token is the place in the list. */
export function pageOf<Item>(
  items: readonly Item[],
  { token, most, code }: { readonly token: string | undefined; readonly most: number; readonly code: string },
): { readonly page: readonly Item[]; readonly next: string | undefined } {
  const from =
    token === undefined
      ? 0
      : Number(
          Buffer.from(token, 'base64url')
            .toString('latin1')
            .replace(/^from /, ''),
        );
  if (!Number.isInteger(from) || from < 0 || (from > 0 && from >= items.length)) throw new AwsError(code, 'Invalid token');
  const until = from + most;
  return {
    page: items.slice(from, until),
    next: until < items.length ? Buffer.from(`from ${until}`, 'latin1').toString('base64url') : undefined,
  };
}
