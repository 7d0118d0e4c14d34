import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageText, ROOT } from './page.js';

const HEAD = `# Benches

Each prints figures and is never a test: [speed.md](../speed.md) says how to measure, and has the results. \`--json\` has every figure, \`--markdown\` the table of a page. Made from the code by \`npx vitest run --project node test/docs/benches.test.ts -u\`.
`;

/** Names of the benches, by file. */
const NAMES = [...pageText('bench/main.mjs').matchAll(/load: \(\) => import\('\.\/([\w-]+)\.mjs'\)/g)].map(([, name]) => name!);

/** The comment that a file begins with, in one line. */
function commentOf(name: string): string {
  const [comment] = pageText(`bench/${name}.mjs`).split(/\n(?!\/\/)/, 1);
  return comment!
    .split('\n')
    .map((line) => line.slice(2).trim())
    .join(' ');
}

/** Of a comment with the command in backticks, and sentences. */
function sectionOf(name: string): string {
  const [, command, sentences] = /^`(npm [^`]+)` (.*)$/.exec(commentOf(name))!;
  return `## ${name}\n\n\`\`\`text\n${command}\n\`\`\`\n\n${sentences}\n`;
}

it('docs/reference/benches.md has the description of each bench', async () => {
  const workload = `## The common workload\n\n${commentOf('workload').replace(' - ', '\n\n- ').replaceAll(' - ', '\n- ')}\n`;
  await expect([HEAD, ...NAMES.toSorted().map(sectionOf), workload].join('\n')).toMatchFileSnapshot(
    join(ROOT, 'docs/reference/benches.md'),
  );
});
