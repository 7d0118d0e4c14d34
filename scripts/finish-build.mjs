// What tsc leaves to do: the script of pages is text, the command must be executable, and `npx drydock` must find it in the checkout itself.
import { chmodSync, cpSync, rmSync, symlinkSync } from 'node:fs';

cpSync('src/report/client', 'dist/report/client', { recursive: true });

chmodSync('dist/cli/main.js', 0o755);
rmSync('node_modules/.bin/drydock', { force: true });
symlinkSync('../../dist/cli/main.js', 'node_modules/.bin/drydock');
