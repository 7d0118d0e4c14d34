import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALL, headOf } from '../scenarios/head.js';
import { pageText, ROOT } from './page.js';

const PAGE = 'docs/questions.md';
const ISSUES = / \(((?:aws\/[\w-]+ \d+(?:, \d+)*(?:; )?)+)\)\.$/;

interface Question {
  readonly name: string;
  readonly asked: string;
  readonly issues: string;
  readonly answer: string;
  readonly lookAt: string;
}

function questionOf(name: string): Question[] {
  const { asked, answer, lookAt = '' } = headOf(name);
  if (asked === undefined) return [];
  const [, issues] = ISSUES.exec(asked)!;
  return [
    { name, asked: asked.replace(ISSUES, ''), issues: issues!, answer: answer!.replace(/\.$/, ''), lookAt: lookAt.replace(/\.$/, '') },
  ];
}

function rowOf({ name, asked, issues, answer, lookAt }: Question): string {
  const shown = issues.replaceAll('aws/', '').replaceAll('containers-roadmap ', '');
  const scenario = `[${name.split('/')[1]}](../scenarios/${name}.yaml)`;
  return `| ${[shown, asked, scenario, answer, lookAt].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The table is written anew with `npx vitest run --project node test/docs/questions.test.ts -u`. */
it(`${PAGE} has every question of the head comments, by the number of its first issue`, async () => {
  const first = ({ issues }: Question) => Number(/\d+/.exec(issues)![0]);
  const rows = ALL.flatMap(questionOf).sort((a, b) => first(a) - first(b) || (a.name < b.name ? -1 : 1));
  const table = ['| issue | asked | scenario | answer | look at |', '| --- | --- | --- | --- | --- |', ...rows.map(rowOf)].join('\n');
  const page = pageText(PAGE).replace(/<!-- questions -->[\s\S]*?<!-- end -->/, () => `<!-- questions -->\n${table}\n<!-- end -->`);
  await expect(page).toMatchFileSnapshot(join(ROOT, PAGE));
});
