// What tsc leaves to do: the command must be executable, and `npx drydock` must find it in the checkout itself.
import { chmodSync, rmSync, symlinkSync } from 'node:fs';

chmodSync('dist/cli/main.js', 0o755);
rmSync('node_modules/.bin/drydock', { force: true });
symlinkSync('../../dist/cli/main.js', 'node_modules/.bin/drydock');
