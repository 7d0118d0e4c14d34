// What tsc leaves to do: the command must be executable.
import { chmodSync } from 'node:fs';

chmodSync('dist/cli/main.js', 0o755);
