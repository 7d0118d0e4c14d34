import { expect } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import type { Setup } from '../../src/sim/setup.js';
import { type EcsEvent, linesOf, listenedTo, type ServiceMessage } from '../report/ecs-stream.js';

/** The events and messages that ECS would have sent in the run of a scenario as a user writes it. */
export function told(text: string): { readonly events: readonly EcsEvent[]; readonly messages: readonly ServiceMessage[] } {
  const { setup, errors } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined }) as unknown as {
    setup: Setup;
    errors?: readonly { message: string }[];
  };
  expect(errors?.map(({ message }) => message)).toBeUndefined();
  const { simulation, subscriber, text: lines } = listenedTo(setup);
  simulation.advance();
  subscriber.finish(setup.durationMs);
  return { events: linesOf<EcsEvent>(lines.events), messages: linesOf<ServiceMessage>(lines.messages) };
}
