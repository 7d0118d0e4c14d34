import type { Assignment } from '../scenario/text/set-path.js';

/** An assignment without the place where it is written, which is of use in messages alone. */
export function plainAssignment({ path, value }: Assignment): { path: string; value: string } {
  return { path, value };
}

/** Returns the text of an assignment, as --set takes it. */
export function assignmentText({ path, value }: { readonly path: string; readonly value: string }): string {
  return `${path}=${value}`;
}

/** Parses `path=value`, as given to --set. Without a path it has an empty one, which `assign` refuses. */
export function assignmentOf(text: string): Assignment {
  const at = text.indexOf('=');
  return at <= 0 ? { path: '', value: text, from: `--set ${text}` } : { path: text.slice(0, at), value: text.slice(at + 1) };
}
