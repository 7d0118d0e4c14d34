/** Letters of the longest word of a message: names and paths of real input are shorter. */
const WORD_MAX = 300;
const ENDS = { first: 200, last: 97 } as const;

/** Cuts the middle of words of absurd length out of a message. */
export function withShortWords(text: string): string {
  return text.replace(/\S+/g, (word) => (word.length <= WORD_MAX ? word : `${word.slice(0, ENDS.first)}...${word.slice(-ENDS.last)}`));
}
