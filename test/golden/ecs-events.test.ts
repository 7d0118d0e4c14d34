import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COUNTED_IN_TASKS } from '../../src/market/pools.js';
import { listenedTo } from '../report/ecs-stream.js';
import { batch, constant, images, MINUTE, onProvider, provider, service, setup, taskDefinition } from '../sim/setups.js';

/** Five minutes in which a service waits for its instance and loses a task, and a job on Fargate Spot is interrupted. `vitest -u` writes them anew when a change is meant. */
const SMALL = setup({
  minutes: 5,
  capacityProviders: [provider({ zones: [0, 1] })],
  images: images('web:1'),
  taskDefinitions: [
    taskDefinition({ family: 'web', eni: 1, images: [0] }),
    taskDefinition({ family: 'job', eni: 1, cpuUnits: 512, memoryMib: 1024, images: [0] }),
  ],
  services: [service([[0, 2], [4, 1]])], // biome-ignore format: steps
  workloads: [batch([1], 1, 10 * MINUTE, { name: 'job', taskDefinition: 1, capacity: onProvider(2) })],
  timings: { instanceBoot: constant(80_000), eniAttach: constant(4_000), imagePull: constant(10_000), containerStop: constant(2_000) },
  market: { overlays: [{ kind: 'interruption', where: { isSpot: true, type: COUNTED_IN_TASKS, zone: null }, atMs: 3.5 * MINUTE, share: 1 }] },
});

describe('the ECS events of a small run', () => {
  it('are those that are committed', async () => {
    const { simulation, subscriber, text } = listenedTo(SMALL);
    simulation.advance();
    subscriber.finish(SMALL.durationMs);
    await expect(text.events).toMatchFileSnapshot(join(import.meta.dirname, 'ecs-events.jsonl'));
    await expect(text.messages).toMatchFileSnapshot(join(import.meta.dirname, 'ecs-service-messages.jsonl'));
  });
});
