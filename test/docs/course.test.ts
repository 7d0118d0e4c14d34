import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { figureOf } from '../../src/record/expect/figures.js';
import { executeForFigures } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import type { Figures, Lesson } from '../../src/studio/lessons/lesson.js';
import { LESSONS } from '../../src/studio/lessons/lessons.js';
import { figureTexts } from '../../src/studio/lessons/words.js';
import { en } from '../../src/studio/messages/en.js';
import { ROOT } from './page.js';

const HEAD = `# A course in cluster auto scaling

Twelve lessons of a few minutes each, without an AWS account. A lesson runs a scenario of the [library](../scenarios/README.md), asks a question, and answers it with other runs of the same scenario. Make a guess before you open the answer, then run the commands; the page of each run has charts. Run \`npm ci\` first. [scaler.md](scaler.md) explains the terms.

\`npx drydock studio\` has the same lessons, with pictures. This page is made from them by \`npx vitest run --project node test/docs/course.test.ts -u\`, with figures of the runs.
`;

const TAIL = `## Where to go from here

- [explain.md](explain.md): why a task, an instance or a group did what it did. \`npx drydock explain RUN_DIR --why-not-scale-in\` is the examination's answer in one command.
- [scenarios/README.md](../scenarios/README.md): the other scenarios, whose variants are exercises of the same kind; [questions.md](questions.md): those that answer users of ECS.
- [the scenario file](reference/scenario/README.md): every key, to write one of your own.
`;

const messages: Readonly<Record<string, string>> = en;
const pathOf = ({ scenario }: Lesson) => `scenarios/${scenario}.yaml`;

async function measured(lesson: Lesson): Promise<Figures> {
  const runs = new Map([['', [] as readonly string[]], ...lesson.variants.map(({ id, set }) => [id, set] as const)]);
  const records = new Map<string, Awaited<ReturnType<typeof executeForFigures>>['record']>();
  for (const [id, set] of runs) {
    const { record } = await executeForFigures(readScenario(join(ROOT, pathOf(lesson)), { set: [...set] }), {});
    records.set(id, record);
  }
  return Object.fromEntries(
    Object.entries(lesson.figures).map(([name, { run = '', figure }]) => [name, Number(figureOf(records.get(run)!, figure.split('.')))]),
  );
}

/** The expectations of a scenario are about it as it is. */
function commandOf(lesson: Lesson, set: readonly string[]): string {
  const options = [...set, ...(set.length > 0 ? ['expect='] : [])].map((one) => ` --set ${/[ {[]/.test(one) ? `'${one}'` : one}`);
  return `npx drydock run ${pathOf(lesson)}${options.join('')}`;
}

function block(commands: readonly string[]): string {
  return `\`\`\`sh\n${commands.join('\n')}\n\`\`\``;
}

async function sectionOf(lesson: Lesson, number: number): Promise<string> {
  const figures = figureTexts(lesson, await measured(lesson), 'en');
  const text = (part: string) =>
    messages[`lesson.${lesson.id}.${part}`]!.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      expect(figures).toHaveProperty(name);
      return figures[name]!;
    });
  const options = lesson.guess.kind === 'choice' ? lesson.guess.options.map((option) => `- ${text(`option.${option}`)}`) : [];
  return [
    `## ${number}. ${text('title')}`,
    block([commandOf(lesson, [])]),
    text('situation'),
    `**Question.** ${text('question')}`,
    ...(options.length > 0 ? [options.join('\n')] : []),
    '<details><summary>Answer</summary>',
    text('answer'),
    block(lesson.variants.map(({ set }) => commandOf(lesson, set))),
    '</details>\n',
  ].join('\n\n');
}

describe('docs/course.md', () => {
  const sections: string[] = [];
  beforeAll(async () => {
    for (const [i, lesson] of LESSONS.entries()) sections.push(await sectionOf(lesson, i + 1));
  }, 300_000);

  it('has the lessons of the studio, each about a scenario of its own, with the figures of their runs', async () => {
    expect(new Set(LESSONS.map(({ scenario }) => scenario)).size).toBe(12);
    await expect([HEAD, ...sections, TAIL].join('\n')).toMatchFileSnapshot(join(ROOT, 'docs/course.md'));
  });
});
