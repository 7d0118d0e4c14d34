import { Cancelled } from './pace.js';
import type { FromWorker, Kind, Requests, ToWorker } from './protocol.js';

/** A worker that does not react to a cancellation after this time is in a loop of its own: it is ended, and another takes its place. */
const HEARS_WITHIN_MS = 400;

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((share: number) => void) | undefined;
}

export interface RequestOptions {
  readonly progress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** The page's side of a worker with the engine. Answers come in the order of the questions. */
export class Engine {
  private worker: Worker;
  /** It could not be loaded, or has a bug: the next request goes to another. */
  private isBroken = false;
  private lastId = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly start: () => Worker = startEngine) {
    this.worker = start();
    this.listen();
  }

  /** Rejects with Cancelled after the signal, and with an Error for a bug of the engine. */
  request<K extends Kind>(
    kind: K,
    request: Requests[K]['request'],
    { progress, signal }: RequestOptions = {},
  ): Promise<Requests[K]['answer']> {
    if (signal?.aborted) return Promise.reject(new Cancelled());
    if (this.isBroken) this.restart();
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, progress });
      signal?.addEventListener('abort', () => this.cancel(id));
      this.worker.postMessage({ id, kind, request } as ToWorker);
    });
  }

  close(): void {
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(new Cancelled());
    this.waiting.clear();
  }

  private cancel(id: number): void {
    if (!this.waiting.has(id)) return;
    this.worker.postMessage({ id, kind: 'cancel' } satisfies ToWorker);
    setTimeout(() => {
      if (!this.waiting.has(id)) return;
      this.restart();
    }, HEARS_WITHIN_MS);
  }

  private restart(): void {
    this.close();
    this.isBroken = false;
    this.worker = this.start();
    this.listen();
  }

  private listen(): void {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.onMessage(data);
    this.worker.onerror = (event) => {
      // A worker whose file does not come has an event without words.
      const problem = event.message || 'the engine of this page cannot be loaded: is its server still there?';
      this.isBroken = true;
      for (const { reject } of this.waiting.values()) reject(new Error(problem));
      this.waiting.clear();
    };
  }

  private onMessage(message: FromWorker): void {
    const answered = this.waiting.get(message.id);
    if (answered === undefined) return;
    if (message.kind === 'progress') {
      answered.progress?.(message.share);
      return;
    }
    this.waiting.delete(message.id);
    if (message.kind === 'answer') answered.resolve(message.answer as never);
    else answered.reject(message.kind === 'cancelled' ? new Cancelled() : new Error(message.message));
  }
}

export function startEngine(): Worker {
  return inPage('worker-source') ?? new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'drydock' });
}

export function startTools(): Worker {
  return inPage('tools-source') ?? new Worker(new URL('./tools-worker.ts', import.meta.url), { type: 'module', name: 'drydock-tools' });
}

/** In a page of one file the text of a worker stands in the page, where no script element runs it. */
function inPage(id: string): Worker | null {
  const source = document.getElementById(id);
  return source === null ? null : ofText(source.textContent ?? '', id);
}

function ofText(text: string, name: string): Worker {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(address, { name });
  URL.revokeObjectURL(address);
  return worker;
}

/** The two ways to start a worker for code of the user. */
export interface Starts {
  readonly engine: () => Worker;
  readonly tools: () => Worker;
}

/**
 * Workers of blobs have the page's policy, wherever the page comes from: what runs in them can call no other host. A worker of a file would
 * have the policy that its host sends with the file, and some hosts send none.
 */
export async function confined(): Promise<Starts> {
  const startOf = async (id: string, file: string) => {
    const text = document.getElementById(id)?.textContent ?? (await textAt(file));
    return () => ofText(text, id);
  };
  const [engine, tools] = await Promise.all([startOf('worker-source', 'worker.js'), startOf('tools-source', 'tools-worker.js')]);
  return { engine, tools };
}

async function textAt(file: string): Promise<string> {
  const answer = await fetch(new URL(file, document.baseURI));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer.text();
}
