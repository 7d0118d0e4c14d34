/** Counts the edits (insert, delete, replace, swap of neighbours) between two words, without regard to case. */
function editsBetween(from: string, to: string): number {
  const a = from.toLowerCase();
  const b = to.toLowerCase();
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}

/** A longer word is not compared. */
const LENGTH_MAX = 100;

/** Returns the choice that was probably meant: the first with the fewest edits, if these are at most `most`, by default a third of the word. */
export function nearest(word: string, choices: Iterable<string>, most = Math.max(1, Math.floor(word.length / 3))): string | undefined {
  if (word.length > LENGTH_MAX) return undefined;
  let best: string | undefined;
  let fewest = most + 1;
  for (const choice of choices) {
    const edits = editsBetween(word, choice);
    if (edits < fewest) [best, fewest] = [choice, edits];
  }
  return best;
}

const SHOWN_MAX = 60;

/** Formats an input for a message. */
export function shortened(text: string): string {
  if (text === '') return 'an empty text';
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}...` : text;
}
