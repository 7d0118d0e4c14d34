// `npm start`: which of four ways to run one cluster to choose, in steady state.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const OUT = 'reports/out/headline';

/**
 * The placement templates of the ECS console that spread or pack, and the second of them with a tenth of the instances kept empty. Five days are
 * measured after two days, in which the fleet settles: `--warm-up auto` finds no more. One thread does the 20 runs before a second one has
 * loaded and warmed up the program.
 */
export const WORDS = [
  'compare',
  ...['spread-100', 'binpack-100', 'zone-memory-100', 'zone-memory-90'].map((name) => `scenarios/headline/${name}.yaml`),
  ...['--warm-up', '2d', '--replications', '5', '--workers', '1', '--brief', '--out', OUT],
];

/** Returns the command to try next, by the choice of the comparison. */
export function nextText(comparison) {
  const { choice } = comparison.replications.answer;
  const name = choice ?? comparison.scenarios[0].name;
  return `Next: npx drydock run scenarios/headline/${name}.yaml\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { status } = spawnSync(process.execPath, ['dist/bin/drydock.js', ...WORDS, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status === 0) process.stdout.write(nextText(JSON.parse(readFileSync(join(OUT, 'comparison.json'), 'utf8'))));
  process.exit(status ?? 1);
}
