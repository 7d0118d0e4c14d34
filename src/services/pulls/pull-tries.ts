import type { PullSettings } from './pull-settings.js';

/** How the registry treats a try that begins at a time. */
export type RegistryAnswer = 'serves' | 'refuses' | 'hangs';

/** ECS_IMAGE_PULL_BEHAVIOR. */
export type PullBehavior = 'default' | 'always' | 'once' | 'prefer-cached';

export interface Pull {
  /** Its image name has a digest, so that no manifest is needed. */
  readonly hasDigest: boolean;
  readonly answer: (atMs: number) => RegistryAnswer;
}

/** Failed tries of an agent so far. They lengthen its waits, and nothing sets them back (N.PULL-1). */
export interface BackOff {
  manifest: number;
  image: number;
}

export interface PullTerms {
  readonly settings: Pick<PullSettings, 'jitter' | 'tryTimeoutMs' | 'fetchesManifest'>;
  readonly behavior: PullBehavior;
  /** Draws a number of at least 0 and below 1 for the nth wait. */
  readonly draw: (nth: number) => number;
}

/** The end of a pull's tries. `pulled`: the try that begins then succeeds. `failed`: the agent gives up. */
export interface TriesEnd {
  readonly atMs: number;
  readonly end: 'pulled' | 'failed';
}

interface Step {
  readonly tries: number;
  readonly firstWaitMs: number;
  readonly factor: number;
}

/** Constants of the agent (agent/dockerclient/dockerapi/docker_client.go). */
const MANIFEST: Step = { tries: 9, firstWaitMs: 10, factor: 3 };
const IMAGE: Step = { tries: 5, firstWaitMs: 1_100, factor: 2 };
const WAIT_MAX_MS = 5_000;
/** ECS_MANIFEST_PULL_TIMEOUT */
const MANIFEST_LONGEST_MS = 60_000;

interface Puller {
  readonly pull: Pull;
  step: 'manifest' | 'image';
  tries: number;
  stepFromMs: number;
  nextMs: number;
  end: TriesEnd | null;
}

/**
 * Returns when the pulls of a task's containers succeed or fail. They try side by side, and all failures lengthen the waits of their agent
 * (N.PULL-1, N.PULL-3). `always` and `once` fail with the manifest; the others try the image all the same. With these two the first failure
 * ends the task, so later tries are not made; their end is null.
 */
export function pullEnds(pulls: readonly Pull[], fromMs: number, backOff: BackOff, terms: PullTerms): (TriesEnd | null)[] {
  const { fetchesManifest } = terms.settings;
  const pullers = pulls.map((pull): Puller => {
    const step = fetchesManifest && !pull.hasDigest ? 'manifest' : 'image';
    return { pull, step, tries: 0, stepFromMs: fromMs, nextMs: fromMs, end: null };
  });
  const isStrict = terms.behavior === 'always' || terms.behavior === 'once';
  let waits = 0;
  for (let puller = soonest(pullers); puller !== undefined; puller = soonest(pullers)) {
    if (puller.step === 'manifest') tryManifest(puller);
    else tryImage(puller);
    if (isStrict && puller.end?.end === 'failed') break;
  }
  return pullers.map(({ end }) => end);

  function tryManifest(puller: Puller): void {
    const { nextMs: atMs, stepFromMs } = puller;
    const answer = puller.pull.answer(atMs);
    const latestMs = stepFromMs + MANIFEST_LONGEST_MS;
    if (answer === 'serves') return begin(puller, atMs);
    const failedMs = answer === 'hangs' ? latestMs : missed(puller, atMs, MANIFEST);
    if (failedMs === null && puller.nextMs <= latestMs) return;
    const endMs = failedMs ?? latestMs;
    if (isStrict) puller.end = { atMs: endMs, end: 'failed' };
    else begin(puller, endMs);
  }

  function tryImage(puller: Puller): void {
    const { nextMs: atMs } = puller;
    const answer = puller.pull.answer(atMs);
    if (answer === 'serves') puller.end = { atMs, end: 'pulled' };
    else {
      const failedMs = missed(puller, answer === 'hangs' ? atMs + terms.settings.tryTimeoutMs : atMs, IMAGE);
      if (failedMs !== null) puller.end = { atMs: failedMs, end: 'failed' };
    }
  }

  function begin(puller: Puller, atMs: number): void {
    Object.assign(puller, { step: 'image', tries: 0, stepFromMs: atMs, nextMs: atMs });
  }

  /** A try has failed. Returns the time if it was the last one; otherwise sets when the next one is due. */
  function missed(puller: Puller, atMs: number, { tries, firstWaitMs, factor }: Step): number | null {
    puller.tries++;
    if (puller.tries === tries) return atMs;
    const waitMs = Math.min(WAIT_MAX_MS, firstWaitMs * factor ** backOff[puller.step]++);
    puller.nextMs = atMs + Math.round(waitMs * (1 + terms.settings.jitter * terms.draw(waits++)));
    return null;
  }
}

/** Returns the pull whose next try comes first. */
function soonest(pullers: readonly Puller[]): Puller | undefined {
  return pullers.reduce<Puller | undefined>((first, puller) => {
    if (puller.end !== null) return first;
    return first === undefined || puller.nextMs < first.nextMs ? puller : first;
  }, undefined);
}
