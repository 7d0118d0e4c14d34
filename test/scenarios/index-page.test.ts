import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL, headOf, SCENARIOS } from './head.js';

/** Themes in the order of the page, each with what its scenarios are about. */
const THEMES: Readonly<Record<string, string>> = {
  headline: 'One week of three services and a nightly batch, on six ways of running the cluster; `npm start` compares four of them.',
  guide: "The Developer Guide's own examples, to be run.",
  scaling: 'Cluster auto scaling: what settings of the capacity provider do.',
  placement: 'Where tasks go, and what that leaves free.',
  capacity: 'Groups, Spot, Fargate, money, and what goes wrong with them.',
  services: 'Deployments, health, load, and service auto scaling.',
  questions:
    'What users ask for and complain about, as files to ask the simulator; [docs/questions.md](../docs/questions.md) has all of them.',
  measured: 'What others measured; [docs/validation.md](../docs/validation.md) says how near a run comes.',
};

/** Up to the first full stop, colon or semicolon that ends a clause; what is quoted is not broken. */
function firstSentence(text: string): string {
  const [sentence = text] = /^(?:"[^"]*"|[^.]|\.(?! ))+\.?/.exec(text) ?? [];
  return sentence.replace(/\.$/, '').replaceAll('|', '\\|');
}

function page(): string {
  const sections = Object.entries(THEMES).map(([theme, about]) => {
    const rows = ALL.filter((name) => dirname(name) === theme).map((name) => {
      const file = name.slice(theme.length + 1);
      return `| [${file}](${name}.yaml) | ${firstSentence(headOf(name).shows)} |`;
    });
    return `## ${theme}\n\n${about}\n\n| scenario | shows |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# The library of scenarios

Small scenarios, each with a head comment: what it **shows**, at times what to **look at**. What to try stands in its [variants](../docs/reference/scenario/variants.md), each with what happens then:

\`\`\`sh
npx drydock run scenarios/scaling/headroom.yaml
npx drydock run scenarios/scaling/headroom.yaml --variant target-100
npx drydock compare scenarios/scaling/headroom.yaml
\`\`\`

Each but most of [measured](#measured) states what its story comes to ([\`expect\`](../docs/reference/scenario/expectations.md)). A variant is another story, and says which expectations it
breaks on purpose. Tests run all of them: every expectation holds, and a variant breaks what it says and nothing else. [docs/course.md](../docs/course.md) strings twelve into a course. This page is made from the head comments.

${sections.join('\n')}`;
}

/** The page is written anew with `npx vitest run --project node test/scenarios/index-page.test.ts -u`. */
describe('scenarios/README.md', () => {
  it('has a theme for every folder', () => {
    expect([...new Set(ALL.map((name) => dirname(name)))].sort()).toEqual(Object.keys(THEMES).sort());
  });

  it('lists every scenario with the first sentence of its head comment', async () => {
    await expect(page()).toMatchFileSnapshot(`${SCENARIOS}/README.md`);
  });
});
