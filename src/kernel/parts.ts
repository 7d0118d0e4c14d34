/**
 * A part of a run with a state of its own. A saved state is what `structuredClone` copies: also maps, sets, typed arrays and big integers.
 */
export interface Part {
  save(): unknown;
  load(saved: unknown): void;
}

/** Returns the states of parts, by name. */
export function savedParts<Name extends string>(parts: Readonly<Record<Name, Part>>): Record<Name, unknown> {
  const states = Object.entries<Part>(parts).map(([name, part]) => [name, part.save()]);
  return Object.fromEntries(states) as Record<Name, unknown>;
}

/** Loads the states of parts, in the order of the parts. In a list, the name of a part is its index. */
export function loadParts(parts: Readonly<Record<string, Part>> | readonly Part[], saved: unknown): void {
  for (const [name, part] of Object.entries<Part>(parts as Record<string, Part>)) part.load((saved as Record<string, unknown>)[name]);
}
