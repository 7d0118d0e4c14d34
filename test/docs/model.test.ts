import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAUSIBLE } from '../../src/scenario/plausible/plausible.js';
import { READINGS } from '../../src/scenario/plausible/readings.js';
import { modelText, rowsOf } from './page.js';
import { type Entry, schemaEntries } from './schema-entries.js';

/** Blocks of which every setting is a choice of ours where AWS leaves one, and choices that stand elsewhere. */
const CHOICES =
  /^(alarms|scaler|serviceScaling|groupScaling|groups|registration|waiting|serviceScheduler|timings|quotas|cluster\.accountSettings)\.|^fargate\.(?!availabilityZones|start$|stop$)|^spot\.(?!pools)[^.[]+$|^present\.cachedImages$|^(awsBehaviour|imagePullBehavior|taskMemorySum|placement\.volumeSlots|cluster\.ami)$|\.censoredRuns /;
const MARKS = ['**D**', '**X**', '**M**', '**G**'];

/** How a source is named: the id of a rule, a page, a section in quotes, the API reference, an announcement, code of AWS. */
const SOURCE =
  /\b[A-Z]\.[A-Z0-9]+|[Pp]ages? |"[A-Z][^"]{8,}"|\bAPI\b|[Rr]eference|What's New|document history|announcement|User Guide|source of the agent|amazon-ecs-agent|message\/\d+/;
/** A row of a table, an item of a list, or a paragraph, each in one line. */
const passagesOf = (text: string) =>
  text
    .split(/\n\s*\n/)
    .flatMap((block) => block.split(block.startsWith('|') ? '\n' : /\n(?=\s*(?:- |\d+\. ))/))
    .map((passage) => passage.replaceAll(/\s+/g, ' ').trim());

const entries = [...schemaEntries().values()];
const choices = entries.filter(({ path }) => CHOICES.test(path));
const withoutVariant = (path: string) => path.replace(/ \(\w+\)$/, '');
/** Measured by others, or a guess: docs/reference/ranges.md has the source. */
const open = new Set(PLAUSIBLE.map(({ path }) => path));
/** A choice between statements of AWS: docs/reference/readings.md. */
const read = new Set(READINGS.map(({ path }) => path));

describe('docs/model.md and its parts', () => {
  it.each(choices.map((entry) => [withoutVariant(entry.path), entry] as const))(
    'leave the basis of %s to the ranges, the readings or the description of the key',
    (path, { description }: Entry) => {
      expect(open.has(path) || read.has(path) || SOURCE.test(description)).toBe(true);
    },
  );

  it('explains every mark that it uses, and uses every mark that it explains', () => {
    const text = modelText();
    const used = [...new Set(text.match(/\*\*[A-Z]\*\*/g))].sort();
    const explained = rowsOf(text).filter(({ cells }) => cells.length === 2 && MARKS.includes(cells[0]!));
    expect(explained.map(({ cells }) => cells[0]).sort()).toEqual(used);
  });

  it('names a source for all that it marks as documented', () => {
    const passages = [...passagesOf(modelText()), ...READINGS.map(({ basis }) => basis)];
    const documented = passages.filter((passage) => passage.includes('**D**'));
    expect(documented.length).toBeGreaterThan(50);
    expect(documented.filter((passage) => !SOURCE.test(passage))).toEqual([]);
  });
});

describe('worked scenarios', () => {
  const folder = join(import.meta.dirname, '../predicted');
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));

  it('are thirty and more, each with its source', () => {
    expect(files.length).toBeGreaterThanOrEqual(30);
    expect(files.filter((name) => !/Sources?: /.test(readFileSync(join(folder, name), 'utf8')))).toEqual([]);
  });
});
