/** Edits (insert, delete, replace a letter) between two words, letter case aside. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, replaced));
    }
    row = next;
  }
  return row[b.length];
}

/** The choice that was probably meant: the first of those with the fewest edits, if those are at most a third of the word. */
export function nearestOf(word: string, choices: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const choice of choices) {
    const edits = editsBetween(word.toLowerCase(), choice.toLowerCase());
    if (edits < fewest) [best, fewest] = [choice, edits];
  }
  return best;
}
