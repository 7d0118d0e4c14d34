import { defineConfig } from 'vitest/config';

/** The fast tests that reach the engine: of ECS's rules by id, of its parts, and the pinned runs. They need no build. */
export default defineConfig({
  test: {
    isolate: false,
    maxWorkers: 1,
    bail: 1,
    testTimeout: 60_000,
    include: [
      'test/conformance/**/*.test.ts',
      'test/sim/**/*.test.ts',
      'test/providers/**/*.test.ts',
      'test/fargate/**/*.test.ts',
      'test/golden/golden.test.ts',
    ],
    exclude: [
      'test/sim/swarm.test.ts',
      'test/sim/fresh-swarm.test.ts',
      'test/conformance/placement-input.test.ts',
      'test/sim/cluster/instance-classes.test.ts',
    ],
  },
});
