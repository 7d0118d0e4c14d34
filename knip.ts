import type { KnipConfig } from 'knip';

/**
 * `knip --production` reports what no entry point reaches: files, and exports that tests alone use. An export that its own file uses, too, runs,
 * and tests may call it directly.
 */
export default ({ production = false }: { readonly production?: boolean }): KnipConfig => ({
  workspaces: {
    '.': {
      entry: [
        'src/cli/main.ts!',
        'src/index.ts!',
        'src/engine.ts!',
        'src/**/thread-worker.ts!',
        'scripts/*.mjs',
        'test/selftest/main.ts',
        // Bundled or started by the bench of mutants.
        'test/sim/swarm-digests.ts',
        'bench/mutants/*.mjs',
        'test/**/*.test.ts',
      ],
      project: ['src/**/*.ts!', '!src/studio/**', 'test/**/*.ts', 'bench/**/*.mjs', 'scripts/**/*.mjs'],
      vitest: { config: ['vitest.config.ts', 'vitest.mutate.config.ts'] },
    },
    'src/studio': {
      entry: ['engine/worker.ts!', 'engine/tools-worker.ts!', 'site/search.ts!', '*.mjs!', 'site/*.mjs!'],
      project: ['**/*.{ts,tsx,mjs}!'],
    },
  },
  ignoreExportsUsedInFile: production,
  ignoreBinaries: ['redis-server', 'openssl', 'Rscript'],
});
