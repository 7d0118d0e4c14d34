// `npm start`: the headline comparison of the README.
import { spawnSync } from 'node:child_process';

const scenarios = ['spread-100', 'spread-80', 'binpack-100', 'binpack-80'].map((name) => `scenarios/headline/${name}.yaml`);
const { status } = spawnSync(
  process.execPath,
  ['dist/bin/drydock.js', 'compare', ...scenarios, '--out', 'reports/out/headline', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
