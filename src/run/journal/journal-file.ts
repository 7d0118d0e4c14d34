import { ftruncateSync, readSync } from 'node:fs';

/** The first line: the identity of the journal. Equal hashes, equal runs. */
export interface JournalHead {
  /** The command that began it, for people. */
  readonly journal: string;
  /** Version and build of the engine whose results it keeps. */
  readonly engine: string;
  readonly experiment: string;
}

/** Offset and length in bytes of a line of the file. */
interface Place {
  readonly offset: number;
  readonly length: number;
}

interface Entry<Result> extends Place {
  readonly run: number;
  readonly result: Result;
}

/** An entry of a journal: plain JSON. */
export interface Kept<Result> {
  /** Validates a value of unknown origin; throws for an invalid one. */
  read(value: unknown): Result;
  /** Whether the result is final; any other is computed again. */
  isFinal(result: Result): boolean;
}

/** The last version whose journals did not name their engine. */
const NAMELESS = '0.1.0';
const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;

/**
 * Reads the valid part of a journal, line by line, and cuts the file after it: a killed process leaves half a line behind, and a crash of
 * the machine may leave worse. Returns null if even the head is invalid.
 */
export function readJournal<Result>(
  file: number,
  { read }: Kept<Result>,
  onEntry: (entry: Entry<Result>) => void,
): { head: JournalHead; end: number } | null {
  let head: JournalHead | null = null;
  let end = 0;
  for (const { text, offset, length } of linesOf(file)) {
    const line = parsed(text);
    if (head === null) {
      head = headOf(line);
      if (head === null) break;
    } else {
      const entry = entryOf(line, read);
      if (entry === null) break;
      onEntry({ ...entry, offset, length });
    }
    end = offset + length;
  }
  ftruncateSync(file, end);
  return head === null ? null : { head, end };
}

function headOf(line: unknown): JournalHead | null {
  const { journal, engine = NAMELESS, experiment } = (line ?? {}) as Partial<JournalHead>;
  return [journal, engine, experiment].every((part) => typeof part === 'string') ? ({ journal, engine, experiment } as JournalHead) : null;
}

function entryOf<Result>(line: unknown, read: Kept<Result>['read']): Omit<Entry<Result>, keyof Place> | null {
  const { run, result } = (line ?? {}) as { run?: unknown; result?: unknown };
  if (!Number.isSafeInteger(run)) return null;
  try {
    return { run: run as number, result: read(result) };
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Yields whole lines only. */
function* linesOf(file: number): Generator<Place & { readonly text: string }> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  let offset = 0;
  for (;;) {
    const read = readSync(file, chunk, 0, CHUNK_BYTES, offset + rest.length);
    if (read === 0) return;
    rest = Buffer.concat([rest, chunk.subarray(0, read)]);
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
      yield { text: rest.toString('utf8', 0, at), offset, length: at + 1 };
      offset += at + 1;
      rest = rest.subarray(at + 1);
    }
  }
}
