import { Aws } from './aws.js';
import { Recorder } from './recorder.js';
import { type Kept, Redaction } from './redact.js';
import { Store } from './store.js';
import { type Counts, walk } from './walk.js';

export interface SnapshotOptions {
  readonly cluster: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
  readonly metrics: { readonly text: string; readonly ms: number } | null;
  readonly kept: Kept;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly progress: (file: string, made: number) => void;
}

export interface SnapshotResult {
  readonly counts: Counts;
  /** Number of calls made, and number of files reused from a stopped snapshot. */
  readonly made: number;
  readonly fromBefore: number;
  readonly begunAt: string;
}

/** Reads a whole cluster from AWS and stores each answer in a file of the directory. Existing answers are not requested again. */
export async function takeSnapshot(path: string, options: SnapshotOptions): Promise<SnapshotResult> {
  const { cluster, region, endpoint, profile, metrics, kept, version, signal, progress } = options;
  const redaction = new Redaction(kept);
  const request = {
    cluster: redaction.of(cluster) as string,
    region,
    drydock_version: version,
    kept: Object.keys(kept).filter((key) => kept[key as keyof Kept]),
    metrics: metrics?.text ?? null,
  };
  const store = Store.open(path, request);
  const aws = new Aws({ region, endpoint, profile });
  try {
    const recorder = new Recorder({ aws, store, redaction, place: { region, endpoint }, signal, progress });
    const counts = await walk(recorder, { cluster, region, metricsMs: metrics?.ms ?? null, begunAtMs: Date.parse(store.begunAt) });
    store.complete();
    return { counts, made: recorder.made, fromBefore: recorder.fromBefore, begunAt: store.begunAt };
  } finally {
    store.close();
    aws.close();
  }
}
