/** Edits (insert, delete, replace, swap of neighbours) between two words, letter case aside. */
function editDistance(from: string, to: string): number {
  const a = from.toLowerCase();
  const b = to.toLowerCase();
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j]!, before[j - 2]! + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}

/** The choice that was probably meant, or undefined when none is near (a third of the letters may differ). */
export function nearest(word: string, choices: Iterable<string>): string | undefined {
  if (word.length > 100) return undefined;
  let best: string | undefined;
  let bestEdits = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const choice of choices) {
    const edits = editDistance(word, choice);
    if (edits < bestEdits) [best, bestEdits] = [choice, edits];
  }
  return best;
}

const LISTED_MAX = 12;

/** `; did you mean desiredCount?` where a choice is near, else what may be said. */
export function instead(word: string, choices: readonly string[]): string {
  const near = nearest(word, choices);
  if (near !== undefined) return `; did you mean ${near}?`;
  if (choices.length === 0) return '; there is none';
  const more = choices.length > LISTED_MAX ? `, and ${choices.length - LISTED_MAX} more` : '';
  return `; choose from ${choices.slice(0, LISTED_MAX).join(', ')}${more}`;
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
