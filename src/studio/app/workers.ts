import { confined, Engine, type Starts, startEngine, startTools } from '../engine/client.js';
import type { Source } from '../engine/source.js';

/** The worker of the page. */
export const engine = new Engine();

let second: Engine | null = null;

/** The worker of imports, statistics and recordings, from when it is first needed. */
export function tools(): Engine {
  second ??= new Engine(startTools);
  return second;
}

/** Workers in which code of the user runs, from when the user has let it. */
let own: { readonly starts: Starts; readonly engine: Engine; readonly tools: Engine } | null = null;

export async function startOwn(): Promise<void> {
  if (own !== null) return;
  const starts = await confined();
  own = { starts, engine: new Engine(starts.engine), tools: new Engine(starts.tools) };
}

/** Ends what the user's code has started. */
export function closeOwn(): void {
  own?.engine.close();
  own?.tools.close();
  own = null;
}

/** The worker that runs a scenario. Code of the user never runs in those of the page. */
export function engineFor({ algorithm }: Source): Engine {
  return algorithm === undefined ? engine : started().engine;
}

export function toolsFor({ algorithm }: Source): Engine {
  return algorithm === undefined ? tools() : started().tools;
}

/** How one more worker for a scenario is started. */
export function startFor({ algorithm }: Source): () => Worker {
  return algorithm === undefined ? startEngine : started().starts.engine;
}

function started(): NonNullable<typeof own> {
  if (own === null) throw new Error('the algorithm has been taken away');
  return own;
}
