import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

const ORDER = JSON.parse(process.env.DRYDOCK_MUTANTS_ORDER ?? '[]');

/** As the bench orders them: the files that decide most mutants in the least time first. */
class AsOrdered extends BaseSequencer {
  async sort(specifications) {
    const place = ({ moduleId }) => ORDER.findIndex((file) => moduleId.endsWith(`/${file}`));
    return [...specifications].sort((a, b) => place(a) - place(b));
  }
}

/** The fast tests that reach the engine: of ECS's rules by id, of its parts, and the pinned runs. They need no build. */
export default defineConfig({
  test: {
    isolate: false,
    // A thread ends with the process, whatever it does.
    pool: 'threads',
    maxWorkers: 1,
    bail: process.env.DRYDOCK_MUTANTS_PASSED === undefined ? 1 : 0,
    testTimeout: 60_000,
    setupFiles: ['./bench/mutants/rules-setup.mjs'],
    sequence: { sequencer: AsOrdered },
    include: [
      'test/conformance/**/*.test.ts',
      'test/sim/**/*.test.ts',
      'test/providers/**/*.test.ts',
      'test/fargate/**/*.test.ts',
      'test/golden/golden.test.ts',
    ],
    // Drawn scenarios are the swarm's part; the third kind needs modules of its own, and the rest files of the real tree.
    exclude: [
      'test/providers/third-kind.test.ts',
      'test/sim/swarm.test.ts',
      'test/sim/fresh-swarm.test.ts',
      'test/conformance/placement-input.test.ts',
      'test/sim/cluster/instance-classes.test.ts',
    ],
  },
});
