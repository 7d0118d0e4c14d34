import { describe, expect, it } from 'vitest';
import { pageText } from './page.js';
import { commandsOf } from './shown-commands.js';

describe('docs/guide.md', () => {
  it('answers each need with a command, and has commands of every kind', () => {
    const wishes = pageText('docs/guide.md').split(/^## /m).slice(1);
    for (const wish of wishes) expect(wish).toMatch(/^\.\.\. [\s\S]*```sh\n/);
    const kinds = new Set(commandsOf('docs/guide.md').flatMap(({ command }) => /npx drydock (\w+)/.exec(command)?.[1] ?? []));
    expect([...kinds].sort()).toEqual(['advise', 'bound', 'catalog', 'compare', 'explain', 'init', 'place', 'run', 'validate']);
  });
});
