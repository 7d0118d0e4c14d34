/** Messages of the queue's library, and their meaning for the run with this id. */
const MEANINGS: readonly [pattern: RegExp, meaning: (run: string) => string][] = [
  [
    /could not renew lock for job (\S+)|Missing lock for job (\S+)\.|Lock mismatch for job (\S+)\.|Job (\S+) is not in the \w+ state/,
    (run) => `run ${run}: this worker was silent for too long, so the queue has given the run to another; the result from here is dropped`,
  ],
  [/Missing key for job (\S+)\./, (run) => `run ${run}: it is no longer in the queue; the result from here is dropped`],
];

/** Why Redis takes nothing. */
const REFUSALS: readonly [pattern: RegExp, meaning: string][] = [
  [/^OOM /, 'its memory is full: it takes nothing until there is room'],
  [/^READONLY /, 'it is a replica, which takes nothing: name the primary'],
  [/^MISCONF /, 'it cannot write its snapshots, and takes nothing until it can: has its disk room?'],
  [/^(LOADING|BUSY) /, 'it is busy and answers later'],
];

/** Returns in words why Redis refuses to store something; null for other errors. */
export function refusalOf(message: string): string | null {
  return REFUSALS.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

/** Returns the message of an error in words for the user; null for one of the connection, which the link reports. */
export function inWords(message: string, redis: string): string | null {
  if (/connection is closed|ECONN|ENOTFOUND|ETIMEDOUT|EPIPE/i.test(message)) return null;
  for (const [pattern, meaning] of MEANINGS) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const run = found.slice(1).find((part) => part !== undefined) ?? '';
    return meaning(run);
  }
  const refusal = refusalOf(message);
  return refusal === null ? message : `${redis}: ${refusal}`;
}
