import { EcsEvents } from '../../src/record/ecs-events/ecs-events.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { type SetupParts, setup } from '../sim/setups.js';

/** An event as EventBridge delivers it; what `detail` holds depends on its type. */
export interface EcsEvent {
  readonly version: string;
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any of the four shapes.
  readonly detail: any;
}

export interface ServiceMessage {
  readonly serviceArn: string;
  readonly id: string;
  readonly createdAt: string;
  readonly message: string;
}

export const TASK = 'ECS Task State Change';
export const INSTANCE = 'ECS Container Instance State Change';
export const SERVICE = 'ECS Service Action';
export const DEPLOYMENT = 'ECS Deployment State Change';

/** A simulation that is listened to, and the text so far. */
export function listenedTo(what: Setup) {
  const text = { events: '', messages: '' };
  const sink = (name: 'events' | 'messages') => ({
    write(chunk: string) {
      text[name] += chunk;
      return true;
    },
  });
  const subscriber = new EcsEvents(what, { events: sink('events'), messages: sink('messages') });
  const sources = what.workloads.map((workload) => makeSource(workload.arrivals, { seed: what.seed, name: workload.name }));
  return { simulation: new Simulation(what, { sources, subscribers: [subscriber] }), subscriber, text };
}

/** What ECS would have said of the whole run. */
export class EcsStream {
  readonly all: readonly EcsEvent[];
  readonly messages: readonly ServiceMessage[];

  constructor(parts: SetupParts) {
    const what = setup(parts);
    const { simulation, subscriber, text } = listenedTo(what);
    simulation.advance();
    subscriber.finish(what.durationMs);
    this.all = linesOf<EcsEvent>(text.events);
    this.messages = linesOf<ServiceMessage>(text.messages);
  }

  of(type: string): EcsEvent[] {
    return this.all.filter((event) => event['detail-type'] === type);
  }

  /** Events of one task, by its number. */
  ofTask(task: number): EcsEvent[] {
    return this.of(TASK).filter(({ resources }) => resources[0].endsWith(String(task).padStart(8, '0')));
  }

  ofInstance(instance: number): EcsEvent[] {
    return this.of(INSTANCE).filter(({ resources }) => resources[0].endsWith(String(instance).padStart(8, '0')));
  }

  /** Service actions of a name. */
  named(eventName: string): EcsEvent[] {
    return this.all.filter(({ detail }) => detail.eventName === eventName);
  }
}

/** [lastStatus, desiredStatus] of each. */
export const statusesOf = (events: readonly EcsEvent[]): string[] =>
  events.map(({ detail }) => `${detail.lastStatus} ${detail.desiredStatus}`);

export function linesOf<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
