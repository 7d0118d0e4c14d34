export type Column = Int32Array | Uint8Array | Uint32Array | Float64Array;

/** Returns a copy of `column` with room for `length` entries; new entries are 0. */
export function grown<T extends Column>(column: T, length: number): T {
  const larger = new (column.constructor as new (length: number) => T)(length);
  larger.set(column as never);
  return larger;
}

/** Returns the length, doubled until it is at least `least`. */
export function doubled(length: number, least: number): number {
  return length >= least ? length : doubled(2 * length, least);
}

/** Sets the entries from `from` on, up to `to`. */
export function setRows(column: Column, value: number, from: number, to: number): void {
  if (to - from === 1) column[from] = value;
  else column.fill(value, from, to);
}

/** Closes up the gap that entry `index` of `count` leaves, each entry `width` wide. */
export function closeGap(column: Column, index: number, count: number, width = 1): void {
  column.copyWithin(index * width, (index + 1) * width, count * width);
}

/** Returns the first `length` entries as plain numbers, for save(). */
export function plain(column: Column, length: number): number[] {
  return Array.from(column.subarray(0, length));
}

/** Returns the object's columns as plain numbers, by name. */
export function saveColumns<K extends string>(owner: Record<K, Column>, names: readonly K[], length: number): Record<K, number[]> {
  return Object.fromEntries(names.map((name) => [name, plain(owner[name], length)])) as Record<K, number[]>;
}

/** The reverse of saveColumns: the columns get at least `capacity` entries. Throws where `saved` lacks one. */
export function loadColumns<K extends string>(
  owner: Record<K, Column>,
  names: readonly K[],
  saved: Record<K, number[]>,
  capacity: number,
): void {
  for (const name of names) {
    const column = new (owner[name].constructor as new (length: number) => Column)(Math.max(capacity, saved[name].length));
    column.set(saved[name]);
    owner[name] = column;
  }
}

/** The names of the columns that the object has a value for. */
export function keysOf<Name extends string>(values: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(values) as Name[];
}
