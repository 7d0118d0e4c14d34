import type { Finding } from '../../../import/findings.js';
import { cell, code } from '../printed/markdown-parts.js';

/** The parts that an import left out or assumed for one scenario, and the directory or file that it read. */
export interface ImportedSide {
  readonly name: string;
  readonly path: string;
  readonly findings: readonly Finding[];
}

const LINES_MAX = 20;

/** One line for each finding; those of all imported scenarios once. */
export function importedText(sides: readonly ImportedSide[]): string[] {
  const imported = sides.filter(({ findings }) => findings.length > 0);
  const lines = new Map<string, string[]>();
  for (const side of imported) {
    for (const finding of side.findings) {
      const line = findingLine(finding, side.path);
      lines.set(line, [...new Set([...(lines.get(line) ?? []), side.name])]);
    }
  }
  const texts = [...lines].map(([line, names]) => `${line}${names.length === sides.length ? '' : ` (${names.map(cell).join(', ')} only)`}`);
  const more = texts.length - LINES_MAX;
  return [...texts.slice(0, LINES_MAX), ...(more > 0 ? [`and ${more} more, which drydock import lists`] : [])];
}

function findingLine({ kind, file, field, message, setting }: Finding, path: string): string {
  const inside = file === path ? '' : file.startsWith(`${path}/`) ? file.slice(path.length + 1) : file;
  const place = [inside, field].filter((part) => part !== '').join(': ');
  const what = kind === 'assumed' ? 'Assumed' : 'Left out by the import';
  return `${what}: ${place === '' ? '' : `${code(place)}: `}${cell(message)}${setting === undefined ? '' : ` (${code(setting)})`}`;
}
