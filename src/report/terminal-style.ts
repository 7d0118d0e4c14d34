/** Width of the terminal in characters, and whether it shows colour: the caller detects both, and this module only makes text. */
export interface TerminalStyle {
  readonly width: number;
  readonly hasColour: boolean;
}

/** The gap between columns. */
export const GAP = '  ';

/** Splits columns into blocks that fit the width. Returns the column indexes of each block. */
export function columnBlocks(widths: readonly number[], room: number): number[][] {
  const blocks: number[][] = [];
  let left = 0;
  widths.forEach((width, i) => {
    if (blocks.length === 0 || left < width + GAP.length) {
      blocks.push([]);
      left = room;
    }
    blocks.at(-1)!.push(i);
    left -= width + GAP.length;
  });
  return blocks;
}

/** Breaks between words, never between a number and its unit or its sign. */
export function wrap(text: string, width: number): string {
  const lines: string[] = [''];
  for (const word of text.match(/(?:± )?[(<≤≥+−~$]*\d[\d.,]*(?: (?:min|ms|s|h|d|%)\b| %|(?: \d+ (?:min|s|h)\b))*\S*|\S+/g) ?? []) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** Blue for better, yellow for worse. The two differ for any colour vision, and the sign of the number has the same meaning. */
export function tone(text: string, isBetter: boolean | null, style: TerminalStyle): string {
  if (!style.hasColour || isBetter === null) return text;
  return `\u001b[${isBetter ? 36 : 33}m${text}\u001b[39m`;
}

export function bold(text: string, style: TerminalStyle): string {
  return style.hasColour ? `\u001b[1m${text}\u001b[22m` : text;
}
