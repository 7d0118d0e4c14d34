import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blocksOf, pageText, rowsOf } from './page.js';

const page = pageText('docs/other-simulators.md');

describe('docs/other-simulators.md', () => {
  it("quotes Drydock's own ratios from the table of speed.md", () => {
    const measured = rowsOf(pageText('docs/speed.md')).flatMap(({ heading, cells }) =>
      heading === '## By size of the fleet' && cells[1] === 'first-fit' ? [Number(cells[3]).toFixed(1)] : [],
    );
    const [own] = rowsOf(page).filter(({ heading, cells }) => heading === '## Speed' && cells[0]!.startsWith('Drydock'));
    expect(own!.cells.slice(1)).toEqual(measured.slice(0, 3));
  });

  it('has the name, version and licence of the package, as CITATION.cff has', () => {
    const { version, license } = JSON.parse(pageText('package.json')) as { version: string; license: string };
    const citation = parse(pageText('CITATION.cff')) as Record<string, unknown>;
    expect(citation).toMatchObject({ version, license });
    const [entry] = blocksOf(page, 'bibtex');
    expect(entry).toContain(`title   = {${citation.title}}`);
    expect(entry).toContain(`version = {${version}}`);
    const year = `year    = {${String(citation['date-released']).slice(0, 4)}}`;
    expect(entry).toContain(year);
    // The entry that sweep --paper writes.
    expect(pageText('src/studies/sweep/paper/write.ts')).toContain(year);
  });
});
