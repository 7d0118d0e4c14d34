import { expect, it } from 'vitest';
import { INDEX_FROM } from '../../src/placement/index/room-index.js';
import { pageText } from '../docs/page.js';

const { fillIn } = await import(new URL('../../bench/print.mjs', import.meta.url).href);
const page = pageText('docs/speed.md');

it.each(['scaling', 'services', 'memory', 'large'])('docs/speed.md has a place for the table of %s', (name) => {
  expect(fillIn(page, name, 'the table')).toContain(`<!-- bench ${name} -->\n\nthe table\n`);
});

it('docs/speed.md states the fleet size from which the index is used', () => {
  expect(page).toContain(`From ${INDEX_FROM} instances on`);
  expect(page).toContain(`below ${INDEX_FROM / 2}`);
});
