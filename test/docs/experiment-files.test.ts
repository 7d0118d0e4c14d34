import { join } from 'node:path';
import { expect, it } from 'vitest';
import { optimiseJsonSchema } from '../../src/studies/optimise/file.js';
import { sweepJsonSchema } from '../../src/studies/sweep/file.js';
import { ROOT } from './page.js';
import { asWritten, type Node, takesOf } from './reference/schema-keys.js';

const HEAD = `# Files of experiments

The keys of the files that \`drydock sweep\` and \`drydock optimise\` read, in YAML or JSON. [experiments.md](../experiments.md) has examples. Made from the code by \`npx vitest run --project node test/docs/experiment-files.test.ts -u\`; \`drydock validate --schema sweep\` and \`--schema optimise\` print the JSON Schema.`;

const DEFAULT = /\s*Default: (.*)\.$/;

function rowOf(key: string, node: Node, isRequired: boolean): string {
  const text = node.description ?? '';
  const standard = node.default === undefined ? DEFAULT.exec(text)?.[1] : `\`${asWritten(node.default)}\``;
  const takes = typeof node.additionalProperties === 'object' ? 'object' : takesOf(node);
  return `| \`${key}\` | ${takes} | ${isRequired ? 'required' : (standard ?? 'none')} | ${text.replace(DEFAULT, '')} |`;
}

/** The listed keys of an object. */
function tableOf({ properties = {}, required = [] }: Node, isListed: (key: string) => boolean): string {
  const keys = Object.entries(properties).filter(([key]) => isListed(key));
  const rows = keys.map(([key, node]) => rowOf(key, node, required.includes(key) && node.default === undefined));
  return ['| key | takes | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

it('docs/reference/experiment-files.md has the keys of the schemas', async () => {
  const [sweep, optimise] = [sweepJsonSchema() as Node, optimiseJsonSchema() as Node];
  const isShared = (key: string) => JSON.stringify(sweep.properties![key]) === JSON.stringify(optimise.properties![key]);
  const page = [
    HEAD,
    '## Of both',
    tableOf(sweep, isShared),
    '## Of a sweep',
    tableOf(sweep, (key) => !isShared(key)),
    '### `published`',
    tableOf(sweep.properties!.published!, () => true),
    '## Of an optimisation',
    tableOf(optimise, (key) => !isShared(key)),
  ].join('\n\n');
  await expect(`${page}\n`).toMatchFileSnapshot(join(ROOT, 'docs/reference/experiment-files.md'));
});
