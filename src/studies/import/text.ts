import { wrapped } from '../../cli/text-table.js';
import type { Finding, FindingKind, Mistake } from '../../import/findings.js';
import type { Imported } from '../../import/import.js';

/** The text of an import report: recognised, assumed and omitted parts, for people and as JSON. */

const KINDS: readonly [FindingKind, string][] = [
  ['understood', 'Understood'],
  ['assumed', 'Assumed, because the input does not state it'],
  ['leftOut', 'Left out'],
  ['withoutEffect', 'Left out, without an effect on a simulation'],
];
/** The most lines of each kind on a terminal; --report and --json have all. */
const SHOWN = 40;

interface ImportTextOptions {
  readonly out: string | undefined;
  readonly width: number;
  /** The caller has named the files. */
  readonly areFilesNamed?: true;
}

/** Returns the report of an import for the terminal: findings by kind, and the command that checks the scenario. */
export function importText({ findings }: Imported, { out, width, areFilesNamed }: ImportTextOptions): string[] {
  const files = new Set(findings.flatMap(({ file }) => (file === '' ? [] : [file])));
  const [only] = files.size === 1 ? files : [];
  const lines = KINDS.flatMap(([kind, title]) => {
    const ofKind = findings.filter((finding) => finding.kind === kind);
    if (ofKind.length === 0) return [];
    const more = ofKind.length > SHOWN ? [`  and ${ofKind.length - SHOWN} more: --report FILE has all`] : [];
    return [`${title} (${ofKind.length})`, ...findingLines(ofKind.slice(0, SHOWN), { only, width }), ...more, ''];
  });
  const check =
    out === undefined
      ? []
      : wrapped(`${out}: check it with 'drydock validate ${out}', and put your own values where it says assumed`, width);
  // The name of the only file stands once, above all.
  return [...(only === undefined || areFilesNamed ? [] : [only, '']), ...lines, ...check];
}

/** The name of each of several files stands once above what is found in it; findings of no file come last. */
function findingLines(findings: readonly Finding[], { only, width }: { readonly only: string | undefined; readonly width: number }) {
  const files = new Set(findings.map(({ file }) => file));
  return [...files]
    .toSorted((a, b) => Number(a === '') - Number(b === ''))
    .flatMap((file) => {
      const isNamed = file !== '' && file !== only;
      const indent = isNamed ? '    ' : '  ';
      const lines = findings
        .filter((finding) => finding.file === file)
        .flatMap((finding) => wrapped(findingLine({ ...finding, file: '' }), width - indent.length, '    '));
      return [...(isNamed ? [`  ${file}`] : []), ...lines.map((line) => `${indent}${line}`)];
    });
}

function findingLine({ message, setting, ...place }: Finding): string {
  const where = placeOf(place);
  return `${where === '' ? '' : `${where}: `}${message}${setting === undefined ? '' : ` [${setting}]`}`;
}

export function mistakeLine({ message, ...place }: Mistake): string {
  const where = placeOf(place);
  return where === '' ? message : `${where}: ${message}`;
}

function placeOf({ file, field }: { readonly file: string; readonly field: string }): string {
  return [file, field].filter((part) => part !== '').join(': ');
}

export function importJson({ findings, mistakes }: Imported, scenario: string | null): string {
  const byKind = Object.fromEntries(
    KINDS.map(([kind]) => [kind, findings.filter((finding) => finding.kind === kind).map(({ kind: _, ...rest }) => rest)]),
  );
  return `${JSON.stringify({ scenario: mistakes.length > 0 ? null : scenario, ...byKind, mistakes }, null, 2)}\n`;
}
