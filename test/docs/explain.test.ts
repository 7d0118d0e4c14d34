import { describe, expect, it } from 'vitest';
import { codeIn, pageText, rowsOf } from './page.js';
import { commandsOf } from './shown-commands.js';

const PAGE = 'docs/explain.md';

describe(PAGE, () => {
  it('names every question that the command takes, and shows an answer of each', () => {
    const help = /^## drydock explain\n([\s\S]*?)^## /m.exec(pageText('docs/reference/commands.md'))![1]!;
    const options = [...help.matchAll(/^ {2,}--([a-z-]+)/gm)].map(([, option]) => option!);
    const questions = options.filter((option) => !['version', 'help', 'policy', 'from', 'json'].includes(option));
    const named = rowsOf(pageText(PAGE)).flatMap(({ cells }) => /^--([a-z-]+)/.exec(codeIn(cells[0]!)[0] ?? '')?.[1] ?? []);
    expect(questions.length).toBeGreaterThan(0);
    expect(named.sort()).toEqual([...questions].sort());
    const answered = commandsOf(PAGE).flatMap(({ command, lines }) => (lines.length > 0 ? [command] : []));
    for (const question of questions) expect(answered.join('\n')).toContain(`--${question}`);
  });
});
