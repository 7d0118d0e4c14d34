import { describe, expect, it } from 'vitest';
import { html, scriptJson } from '../../src/report/html/escape.js';
import { runPage } from '../../src/report/html/page.js';
import type { FinishedRun } from '../../src/report/summary.js';
import { pageParts } from '../../src/run/page-parts.js';
import { comparisonPage } from '../../src/studies/compare/page/page.js';
import { finishedRun } from './finished.js';

const parts = pageParts('drydock run week.yaml --seed 7');
const HOSTILE = `</script><script>alert("1")</script><img src=x onerror='alert(2)'>&<!--`;

/** Everything that can carry a user's words carries the hostile one. */
function hostile(): FinishedRun {
  const run = finishedRun(HOSTILE);
  const { metrics, series } = run.record;
  const named = {
    ...metrics,
    owners: metrics.owners.map((owner) => ({ ...owner, name: HOSTILE })),
    providers: metrics.providers.map((provider) => ({ ...provider, capacity_provider: HOSTILE })),
  };
  const providers = series.providers.map((provider) => ({ ...provider, name: HOSTILE }));
  const setup = { ...run.setup, instanceTypes: run.setup.instanceTypes.map((type) => ({ ...type, name: HOSTILE, priceSource: HOSTILE })) };
  return {
    identity: { ...run.identity, digest: HOSTILE },
    setup,
    record: { ...run.record, metrics: named, series: { ...series, providers } },
    verdicts: [{ expected: HOSTILE, holds: false, found: null, against: 1 }],
  };
}

it('keeps a number with its unit on one line of text, and leaves tags and code as they are', () => {
  const time = '6 min 10 s';
  const kept = '6\u00a0min\u00a010\u00a0s';
  expect(
    html`<p title="${time}" id="${time}">${time} <code>wait &lt; ${time}</code> ${[html`${time}`]} <pre>${time}</pre>${time}</p>`.html,
  ).toBe(`<p title="${time}" id="${time}">${kept} <code>wait &lt; ${time}</code> ${kept} <pre>${time}</pre>${kept}</p>`);
});

/** The page with plain blanks between numbers and units. */
const spaced = (page: string) => page.replaceAll('\u00a0', ' ');

/** The page without the chart.js text, which may hold anything. */
function own(page: string): string {
  return page.replace(parts.chartJsSource, '');
}

describe('report.html', () => {
  const week = finishedRun('week', 90, 10_080);
  const page = runPage(week, parts);
  const side = comparisonPage([week, finishedRun('other', 100, 10_080)], {
    ...parts,
    title: 'Two ways',
    hrefs: ['week/report.html', 'other/report.html'],
  });

  it('opens with a sentence of numbers and has the command that repeats the run', () => {
    expect(spaced(page)).toContain(`a month (730 h); $${week.record.metrics.headline.cost_usd!.toFixed(2)}`);
    for (const text of ['drydock run week.yaml --seed 7', 'a1b2c3d4', '0f0f0f0f', '0.1.0'])
      expect(page.replaceAll(/<\/?span>/g, '')).toContain(text);
  });

  it('lets only its own scripts and style run: their hashes are in the policy', () => {
    for (const text of [page, side]) {
      const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)![1];
      const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, source]) => source);
      expect(scripts.length).toBe(2);
      const hashes = scripts.map((source) => `'sha256-${parts.sha256Base64(source)}'`);
      expect(policy).toContain(`script-src ${hashes.join(' ')};`);
      const style = /<style>([\s\S]*?)<\/style>/.exec(text)![1];
      expect(policy).toContain(`style-src '${`sha256-${parts.sha256Base64(style)}`}'`);
      expect(policy).toMatch(/^default-src 'none'/);
      expect(policy).not.toContain('unsafe');
    }
  });

  it('is one file: it names no address, and a week of two runs is under 3 MB', () => {
    expect(own(page)).not.toMatch(/https?:|<link|<img|src=/);
    expect(own(side)).not.toMatch(/https?:|<link|<img|src=/);
    expect(Math.max(page.length, side.length)).toBeLessThan(3e6);
  });

  it('sets the pools of Spot side by side, where a run bought there', () => {
    expect(side).not.toContain('Pools of Spot');
    const soldTo = (run: FinishedRun, ...spotPools: FinishedRun['record']['metrics']['spotPools']) =>
      ({ ...run, record: { ...run.record, metrics: { ...run.record.metrics, spotPools } } }) satisfies FinishedRun;
    const pool = {
      instance_type: 'm5.large',
      availability_zone: 'zone-b',
      instance_hours: 10,
      cost_usd: 0.5,
      on_demand_cost_usd: 2,
      savings_usd: 1.5,
      savings_percent: 75,
      mean_usd_per_hour: 0.05,
    };
    const first = { ...pool, availability_zone: 'zone-a', cost_usd: 3, instance_hours: 40, savings_percent: 62.5 };
    const text = spaced(own(comparisonPage([soldTo(week, pool), soldTo(week, first, pool), week], { ...parts, title: 'Three' })));
    const table = text.slice(text.indexOf('<h2>Pools of Spot</h2>'), text.indexOf('<h2>How they went</h2>'));
    const rows = [...table.matchAll(/<th scope="row">(.*?)<\/th>(.*?)<\/tr>/g)].map(([, name, cells]) => [
      name,
      ...[...cells.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell.replaceAll(/<[^>]+>/g, ' ').trim()),
    ]);
    const sold = '$0.50 10.0 h, saved 75.0 %';
    expect(rows).toEqual([
      ['m5.large, zone-a', '–', '$3.00 40.0 h, saved 62.5 %', '–'],
      ['m5.large, zone-b', sold, sold, '–'],
    ]);
  });

  it('shows hostile names as text', () => {
    const run = hostile();
    for (const text of [
      runPage(run, { ...parts, command: HOSTILE }),
      comparisonPage([run, run], { ...parts, command: HOSTILE, title: HOSTILE, hrefs: [HOSTILE, HOSTILE] }),
    ]) {
      const rest = own(text);
      expect(rest.match(/<script/g)!.length).toBe(3); // Data, chart.js, the page's own.
      expect(rest).not.toMatch(/<img|<!--/);
      expect(rest).not.toContain('alert("1")');
      expect(rest).toContain('&lt;img src=x onerror=&#39;alert(2)&#39;&gt;&amp;&lt;!--');
    }
  });

  it('gives every chart a canvas and its data', () => {
    for (const text of [page, side]) {
      const data = JSON.parse(/<script type="application\/json" id="charts">(.*?)<\/script>/s.exec(text)![1]) as { id: string }[];
      const canvases = [...text.matchAll(/<canvas id="chart-([\w-]+)" role="img" aria-label="[^"]{10,}"/g)].map(([, id]) => id);
      expect(canvases).toEqual(data.map((one) => one.id));
      expect(canvases.length).toBeGreaterThan(5);
    }
  });

  it('holds the same bytes for the same run', () => expect(runPage(finishedRun('week', 90, 10_080), parts)).toBe(page));

  it('refuses a chart.js that would end its script element', () => {
    expect(() => runPage(week, { ...parts, chartJsSource: 'x = "</SCRIPT>"' })).toThrow(/cannot stand in a script element/);
  });
});

describe('escaping', () => {
  it('keeps values out of the markup and joins lists', () => {
    expect(html`<b title="${'"'}">${['a', '<'].map((one) => html`<i>${one}</i>`)}</b>${3}`.html).toBe(
      '<b title="&quot;"><i>a</i><i>&lt;</i></b>3',
    );
  });

  it('writes JSON that reads back and has no way out of its element', () => {
    const value = { name: `${HOSTILE}\u2028` };
    expect(JSON.parse(scriptJson(value))).toEqual(value);
    expect(scriptJson(value)).not.toMatch(/[<>&\u2028]/);
  });
});
