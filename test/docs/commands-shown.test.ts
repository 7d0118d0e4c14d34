import { describe, expect, it } from 'vitest';
import { commandsOf, isListed, LONG, NOT_HERE, PAGES, QUEUE, runsWhatPagesShow } from './shown-commands.js';

const shown = PAGES.flatMap(commandsOf);

runsWhatPagesShow(shown.filter((command) => !isListed(command, [...NOT_HERE, ...LONG, ...QUEUE])));

describe('commands that are not run here', () => {
  it.each([...NOT_HERE, ...LONG, ...QUEUE].map(([page, part]) => [page, part] as const))('%s: %s', (page, part) => {
    expect(shown.filter((command) => isListed(command, [[page, part]]))).not.toEqual([]);
  });
});
