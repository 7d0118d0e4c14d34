import { describe, expect, it } from 'vitest';
import { pageText } from './page.js';
import { commandsOf } from './shown-commands.js';

const PAGE = 'docs/explain.md';

describe(PAGE, () => {
  it('shows an answer of every question that the command takes', () => {
    const help = /^## drydock explain\n([\s\S]*?)^## /m.exec(pageText('docs/reference/commands.md'))![1]!;
    const options = [...help.matchAll(/^ {2,}--([a-z-]+)/gm)].map(([, option]) => option!);
    const questions = options.filter((option) => !['version', 'help', 'policy', 'from', 'json'].includes(option));
    expect(questions.length).toBeGreaterThan(0);
    const answered = commandsOf(PAGE).flatMap(({ command, lines }) => (lines.length > 0 ? [command] : []));
    for (const question of questions) expect(answered.join('\n')).toContain(`--${question}`);
  });
});
