// Copies the scripts of a page into a build: ours, and of Chart.js (6.6 MB) the one file that a page needs. Its licence is in `bin/LICENSES.txt`.
import { copyFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const CLIENT = 'report/client';
const CHART_JS = 'chart.umd.min.js';

export function copyPageScript(dist) {
  cpSync(join(root, 'src', CLIENT), join(dist, CLIENT), { recursive: true, filter: (path) => !path.endsWith('.d.ts') });
  copyFileSync(join(root, 'node_modules/chart.js/dist', CHART_JS), join(dist, CLIENT, CHART_JS));
}
