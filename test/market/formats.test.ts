import { describe, expect, it } from 'vitest';
import { readBamboo } from '../../src/market/formats/bamboo.js';
import { readNodeCounts } from '../../src/market/formats/node-counts.js';
import { readParcae } from '../../src/market/formats/parcae.js';
import { readPrices } from '../../src/market/formats/prices.js';
import { seriesFor } from '../../src/market/formats/series.js';
import { readSkyPilot } from '../../src/market/formats/skypilot.js';
import { Mistakes } from '../../src/workload/formats/mistakes.js';
import { csvTable } from '../../src/workload/formats/table.js';

/** The result of a reader for a text, and its mistakes. */
function reading<T>(read: (text: string, mistakes: Mistakes) => T, ...lines: string[]): { result: T; problems: string[] } {
  const mistakes = new Mistakes();
  const result = read(lines.join('\n'), mistakes);
  return { result, problems: mistakes.lines('f') };
}

const prices = (text: string, mistakes: Mistakes) => readPrices(csvTable(text, mistakes), mistakes);
const counts = (text: string, mistakes: Mistakes) => readNodeCounts(csvTable(text, mistakes), mistakes);

describe('Bamboo', () => {
  it('becomes capacity and reclaims; line ends of Windows and empty lines do not matter', () => {
    const { result, problems } = reading(readBamboo, '\uFEFF0,add,n1\r', '0,add,n2\r', '', '5000, remove, n1\r', '6000,add,n1');
    expect(problems).toEqual([]);
    expect(result).toEqual({
      capacity: { atMs: [0, 5000, 6000], instances: [2, 1, 2] },
      reclaims: { atMs: [5000], share: [0.5] },
      endMs: 6000,
    });
  });

  it('reports each mistake with row, column and value', () => {
    const rows = ['0,add,n1', 'x,add,n2', '1.5,add,n3', '5,add', '9,gone,n1', '8,remove,n9', '9,add,n1', '7,remove,n1', '9,add,'];
    expect(reading(readBamboo, ...rows).problems).toEqual([
      "f:2 1 (time in ms): 'x' is not a whole number of milliseconds from 0 to 35184372088831",
      "f:3 1 (time in ms): '1.5' is not a whole number of milliseconds from 0 to 35184372088831",
      'f:4: the row has 2 fields; an event has 3: MILLISECONDS,add|remove,NODE',
      "f:5 2 (event): 'gone' is neither add nor remove",
      "f:6 1 (time in ms): '8' is earlier than the row before: rows must be in order of time",
      "f:7 3 (node): 'n1' is added, but it is there already",
      "f:8 1 (time in ms): '7' is earlier than the row before: rows must be in order of time",
      'f:9 3 (node): an empty cell names no node',
    ]);
    expect(reading(readBamboo, '0,remove,n1').problems).toEqual(["f:1 3 (node): 'n1' is removed, but it is not there"]);
    expect(reading(readBamboo, '').problems).toEqual(['f: there is no event in it: a line is MILLISECONDS,add|remove,NODE']);
  });

  it('shows so many mistakes and counts the rest', () => {
    const { problems } = reading(readBamboo, ...Array.from({ length: 50 }, () => 'x,add,n'));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('f: and 30 more');
  });
});

describe('SkyPilot', () => {
  const read = (name: string) => (text: string, mistakes: Mistakes) => readSkyPilot(text, name, mistakes);

  it('becomes capacity and reclaims by its gap, of the zone and type in its name', () => {
    const { result, problems } = reading(
      read('traces/us-west-2a_p3.2xlarge_1.json'),
      '{"metadata": {"gap_seconds": 600}, "data": [2, 2, 1, 4]}',
    );
    expect(problems).toEqual([]);
    // One of two goes at 20 minutes; three come ten minutes later; the last tick lasts until 40 minutes.
    const replay = {
      capacity: { atMs: [0, 1_200_000, 1_800_000], instances: [2, 1, 4] },
      reclaims: { atMs: [1_200_000], share: [0.5] },
      endMs: 2_400_000,
    };
    expect(result).toEqual([{ typeName: 'p3.2xlarge', zoneName: 'us-west-2a', replay }]);
  });

  it.each([
    ['us-east-1f_v100_1.json', { typeName: '', zoneName: 'us-east-1f' }],
    ['r5.16xlarge.json', { typeName: 'r5.16xlarge', zoneName: '' }],
    ['c6gn.metal-eu-central-1b.json', { typeName: 'c6gn.metal', zoneName: 'eu-central-1b' }],
    ['2023-02-15.json', { typeName: '', zoneName: '' }],
  ])('takes zone and type from %s', (name, pools) =>
    expect(reading(read(name), '{"metadata": {"gap_seconds": 60}, "data": [0]}').result).toMatchObject([pools]),
  );

  it('reports each mistake with its place and value', () => {
    expect(reading(read('a.json'), '{"metadata": {"gap_seconds": 0}, "data": []}').problems).toEqual([
      expect.stringMatching(/^f: its list 'data' is empty: a trace is /),
      "f: metadata.gap_seconds: '0' is no number of seconds above 0, at most 86400",
    ]);
    expect(reading(read('a.json'), '{"metadata": {"gap_seconds": 60}, "data": [1, -1, "x"]}').problems).toEqual([
      "f:2 data: '-1' is not a whole number of nodes, 0 or more",
      "f:3 data: 'x' is not a whole number of nodes, 0 or more",
    ]);
    expect(reading(read('a.json'), 'gap').problems[0]).toMatch(/^f: there is no list 'data' in it: /);
  });
});

describe('Parcae', () => {
  it('becomes capacity and reclaims; what a scheduler did is passed over', () => {
    const { result, problems } = reading(
      readParcae,
      '[0, "add", {"nodes": ["a", "b", "c", "d"], "duration": 60000, "throughput_opt_strategy": [8, 4]}]',
      '[60000, "no-op", {"nodes": [], "duration": 60000}]',
      '[120000, "remove", {"nodes": ["b", "c"], "duration": 60000}]',
      '[180000, "migration", {"nodes": [], "duration": 60000}]',
    );
    expect(problems).toEqual([]);
    expect(result).toEqual({
      capacity: { atMs: [0, 120_000], instances: [4, 2] },
      reclaims: { atMs: [120_000], share: [0.5] },
      endMs: 240_000,
    });
  });

  it('reports each mistake with row, column and value', () => {
    const rows = [
      '{',
      '{"a": 1}',
      '["1", "add", {"nodes": []}]',
      '[1, 2, {"nodes": []}]',
      '[1, "add"]',
      '[1, "add", {"nodes": ["a"], "duration": -1}]',
    ];
    const shape = 'an event is [MILLISECONDS, "add" | "remove" | "no-op" | "migration", {"nodes": [NODE, ...], "duration": MILLISECONDS}]';
    expect(reading(readParcae, ...rows).problems).toEqual([
      `f:1: '{' is no JSON array; ${shape}`,
      `f:2: '{"a": 1}' is no JSON array; ${shape}`,
      "f:3 [0]: '1' is not a whole number of milliseconds from 0 to 35184372088831",
      "f:4 [1]: '2' is none of add, remove, no-op, migration",
      'f:5 [2].nodes: an empty cell is no list of names',
      "f:6 [2].duration: '-1' is not a whole number of milliseconds",
    ]);
    expect(reading(readParcae, '[0, "remove", {"nodes": ["a"]}]').problems).toEqual(["f:1 [2].nodes: 'a' is removed, but it is not there"]);
    expect(reading(readParcae, '').problems).toEqual([`f: there is no event in it: ${shape}`]);
  });
});

describe('a plain trace', () => {
  it('gives nodes that there are, in seconds', () => {
    const { result, problems } = reading(counts, 'time_s,nodes', '0,8', '60,6', '90.5,9');
    expect(problems).toEqual([]);
    expect(result).toEqual([
      {
        typeName: '',
        zoneName: '',
        replay: {
          capacity: { atMs: [0, 60_000, 90_500], instances: [8, 6, 9] },
          reclaims: { atMs: [60_000], share: [0.25] },
          endMs: 90_500,
        },
      },
    ]);
  });

  it('gives nodes that come and go, by pool; the file ends for all at once', () => {
    const { result, problems } = reading(counts, 'zone,add,remove,time_ms', 'a,2,,0', 'b,1,0,5', 'a,,1,7');
    expect(problems).toEqual([]);
    expect(result.map(({ zoneName, replay }) => [zoneName, replay.capacity.instances, replay.reclaims.share, replay.endMs])).toEqual([
      ['a', [2, 1], [0.5], 7],
      ['b', [0, 1], [], 7],
    ]);
  });

  it('reports each mistake with row, column and value', () => {
    expect(reading(counts, 'time_s,nodes', '0,-1', 'x,1', '5,1.5', '3,1', '9,').problems).toEqual([
      "f:2 nodes: '-1' is not a whole number of nodes, 0 or more",
      "f:3 time_s: 'x' is no number from 0 to 35184372088",
      "f:4 nodes: '1.5' is not a whole number of nodes, 0 or more",
      "f:5 time_s: '3' is earlier than the row before of its pool: rows must be in order of time",
      'f:6 nodes: an empty cell is not a whole number of nodes, 0 or more',
    ]);
    expect(reading(counts, 'time_s,add,remove', '0,3,0', '1,1,5').problems).toEqual(["f:3 remove: '5' go, but there are 4"]);
  });

  it('reports what is wrong with the header', () => {
    expect(reading(counts, 'time_s,nods', '0,1').problems).toEqual([
      "f: there is neither a column 'nodes' nor 'add' or 'remove'; there are 'time_s', 'nods'",
    ]);
    expect(reading(counts, 'time_s,nodes,add', '0,1,1').problems).toEqual([
      "f: the columns 'nodes' and 'add' or 'remove' say the same: give one of the two",
    ]);
    expect(reading(counts, 'time,nodes,az', '0,1,a').problems).toEqual([
      "f: the time must be in one of the columns time_ms, time_s and timestamp; there are 'time', 'nodes', 'az'",
      "f: such a file has no column 'time'; there may be time_ms, time_s, timestamp, instance_type, zone, nodes, add, remove",
      "f: such a file has no column 'az'; there may be time_ms, time_s, timestamp, instance_type, zone, nodes, add, remove",
    ]);
    expect(reading(counts, '').problems).toEqual(['f: the file is empty: its first row must name the columns']);
  });
});

describe('prices', () => {
  it('hold from the start until they change, pool by pool', () => {
    const { result, problems } = reading(
      prices,
      'timestamp,instance_type,zone,usd_per_hour',
      '2026-02-27T18:20:05Z,m5.large,us-east-1a,0.04',
      '2026-02-27T18:20:00Z,m5.large,us-east-1b,0.05',
      '2026-02-27 18:21:00.250+00:00,m5.large,us-east-1a,0.06',
    );
    expect(problems).toEqual([]);
    expect(result).toEqual([
      { typeName: 'm5.large', zoneName: 'us-east-1a', path: { atMs: [0, 60_250], usdPerHour: [0.04, 0.06] } },
      { typeName: 'm5.large', zoneName: 'us-east-1b', path: { atMs: [0], usdPerHour: [0.05] } },
    ]);
  });

  it('reports each mistake with row, column and value', () => {
    const { problems } = reading(
      prices,
      'timestamp,usd_per_hour',
      '2026-02-30T00:00:00Z,1',
      '27 Feb 2026,1',
      '2026-02-27T24:00:00Z,1',
      '2026-02-27T00:00:00Z,$1',
    );
    expect(problems).toEqual([
      "f:2 timestamp: '2026-02-30T00:00:00Z' is no time such as 2026-02-27T18:20:05Z, in UTC",
      "f:3 timestamp: '27 Feb 2026' is no time such as 2026-02-27T18:20:05Z, in UTC",
      "f:4 timestamp: '2026-02-27T24:00:00Z' is no time such as 2026-02-27T18:20:05Z, in UTC",
      "f:5 usd_per_hour: '$1' is no price in USD per hour, such as 0.096",
    ]);
    expect(reading(prices, 'time_ms,price', '0,1').problems).toContain(
      "f: there is no column 'usd_per_hour'; there are 'time_ms', 'price'",
    );
  });

  it('are found by what names most of a pool', () => {
    const named = ['m5.large/a', 'm5.large/', '/a', '/'].map((name) => ({ typeName: name.split('/')[0], zoneName: name.split('/')[1] }));
    const found = (type: string, zone: string) => seriesFor(named, type, zone);
    expect(found('m5.large', 'a')).toBe(named[0]);
    expect(found('m5.large', 'b')).toBe(named[1]);
    expect(found('c5.large', 'a')).toBe(named[2]);
    expect(found('c5.large', 'b')).toBe(named[3]);
    expect(seriesFor(named.slice(0, 1), 'c5.large', 'a')).toBeUndefined();
  });
});
