// The whole command as a process of its own: what a user waits for.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inDist } from './dist.mjs';

/** Runs `scenario.yaml` of a folder into its `out`. */
export function runWhole(folder) {
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, ['-e', childOf(folder)], { encoding: 'utf8' });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(stderr);
  return { seconds: +seconds.toFixed(2), peakRssMib: Number(stdout.match(/PEAK (\d+)/)[1]) };
}

/** The child reports its own peak memory. */
function childOf(folder) {
  const main = inDist('cli/main.js');
  return `process.argv = [process.argv[0], 'drydock', 'run', ${JSON.stringify(join(folder, 'scenario.yaml'))}, '--out', ${JSON.stringify(join(folder, 'out'))}];
process.on('exit', () => console.log('PEAK ' + Math.round(process.resourceUsage().maxRSS / 1024)));
import(${JSON.stringify(main)});`;
}
