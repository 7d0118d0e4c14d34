import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DATED } from '../../src/scenario/plausible/dated.js';
import { EDITIONS } from '../../src/scenario/plausible/editions.js';
import { PLAUSIBLE } from '../../src/scenario/plausible/plausible.js';
import { READINGS } from '../../src/scenario/plausible/readings.js';
import { ROOT } from './page.js';
import { schemaEntries } from './schema-entries.js';

const entries = schemaEntries();
const MADE = 'Made from the code by `npx vitest run --project node test/docs/readings.test.ts -u`.';

function defaultOf(path: string): string {
  const { default: plainly, description } = entries.get(path)!;
  return plainly === undefined ? /Default: (.*?)\.(?: |$)/.exec(description)![1]! : `\`${plainly}\``;
}

function cells(...texts: readonly string[]): string {
  return `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The program names a page by its path in the project. */
function linked(text: string): string {
  return text.replaceAll(/docs\/reference\/([\w.]+)/g, '[$1]($1)');
}

const READINGS_PAGE = `# Readings of AWS's documentation

Settings whose default is a choice, because AWS says two things (**X**), or simplifies what AWS documents (**D**). The marks and ids are those of [the model](../model.md). \`--set\` tries the other reading. ${MADE}

${['| setting | default | basis |', '| --- | --- | --- |', ...READINGS.map(({ path, basis }) => cells(`\`${path}\``, defaultOf(path), linked(basis)))].join('\n')}
`;

/** Settings with another default in the older edition, which their description states. */
const OTHER_DEFAULTS = [...entries.values()]
  .filter(({ description }) => /Default: .*guide(-| of )2024/.test(description))
  .map(({ path, description }) => cells(`\`${path}\``, /Default: (.*?)\.(?: |$)/.exec(description)![1]!));

const EDITIONS_PAGE = `# Two editions of ECS

\`awsBehaviour\` chooses between ECS as it is (\`current\`) and ECS as its Developer Guide of early 2024 has it (\`guide-2024\`). A day or month, such as \`awsBehaviour: 2019-07-10\`, takes the edition of that day (\`current\` from 2025 on) and [the settings of that day](#settings-of-a-day). Ids are those of [the model](../model.md). ${MADE}

${[
  '| what | `current` | `guide-2024` | date and source |',
  '| --- | --- | --- | --- |',
  ...EDITIONS.map((row) => cells(row.what, row.current, row['guide-2024'], row.source)),
].join('\n')}

Settings with another default:

${['| setting | default |', '| --- | --- |', ...OTHER_DEFAULTS].join('\n')}

## Settings of a day

A day in \`awsBehaviour\` also sets what the scenario leaves out:

${[
  '| setting | value | from | until | source |',
  '| --- | --- | --- | --- | --- |',
  ...DATED.map(({ path, value, from = '', until, source }) => cells(`\`${path}\``, `\`${value}\``, from, until, source)),
].join('\n')}
`;

/** The pages are written anew with `npx vitest run --project node test/docs/readings.test.ts -u`. */
describe('docs/reference', () => {
  it('readings.md has every reading with its default', async () => {
    await expect(READINGS_PAGE).toMatchFileSnapshot(join(ROOT, 'docs/reference/readings.md'));
  });

  it('editions.md has every difference, the settings with another default, and those of a day', async () => {
    await expect(EDITIONS_PAGE).toMatchFileSnapshot(join(ROOT, 'docs/reference/editions.md'));
  });
});

describe('readings', () => {
  const drawn = PLAUSIBLE.map(({ path }) => path);

  it.each(READINGS.map(({ path, basis }) => [path, basis] as const))('%s is a setting, once, with a mark and a reason', (path, basis) => {
    expect(entries.has(path)).toBe(true);
    expect(READINGS.filter((one) => one.path === path)).toHaveLength(1);
    expect(drawn).not.toContain(path);
    expect(basis).toMatch(/^\*\*[DX]\*\*(, simplified)?: .+[^.]$/);
  });
});
