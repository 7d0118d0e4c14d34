import { expect, it } from 'vitest';
import { changed, load } from './scenarios.js';

it('a load of a file with time stamps begins with the run, with a warning where their times differ', () => {
  const ofFile = changed([
    'desiredCount: 2',
    `desiredCount: 2\n    load: { arrivals: { type: file, file: f }, task: { concurrency: 4, serviceTime: 200ms, cpuTime: 50ms } }`,
  ]);
  const warningsOf = (startsAt: string, duration: string) => {
    const read = () => 'timestamp,per_minute\n2026-11-29T00:00:00Z,60\n2026-11-29T23:59:00Z,120\n';
    const { warnings = [] } = load(`${ofFile.replace(/^duration: .*$/m, `duration: ${duration}`)}\nstartsAt: ${startsAt}\n`, { read });
    return warnings.flatMap(({ path, message }) => (path.includes('arrivals') ? [message] : []));
  };
  expect(warningsOf('2026-11-29T00:00:00Z', '24h')).toEqual([]);
  expect(warningsOf('2026-11-29T10:00:00Z', '48h')).toEqual([
    'f begins at 2026-11-29T00:00:00Z and the run at 2026-11-29T10:00:00Z: its first row is taken for the beginning of the run. startsAt: 2026-11-29T00:00:00Z makes the times equal',
    'f ends 1 d before the run, and its last rate holds on until then',
  ]);
});
