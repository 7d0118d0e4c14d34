import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ms } from '../../kernel/event-loop.js';
import { EXIT_FAILED, reasonOf, UserError } from '../failure.js';
import { type Checkpoint, timeName } from './checkpoint.js';
import { writeCheckpoint } from './checkpoint-file.js';

const ENDING = '.checkpoint';

/** Times at which a run writes a checkpoint. */
export interface CheckpointTimes {
  readonly everyMs: Ms | null;
  readonly atMs: readonly Ms[];
}

/** Writes the checkpoints of one run into a folder of their own, each as soon as its time has come. */
export class Checkpoints {
  readonly paths: string[] = [];
  bytes = 0;

  /** `from`: the checkpoint from which the run continues. It and earlier ones stay if they are in this folder. */
  constructor(
    readonly folder: string,
    private readonly times: CheckpointTimes,
    private readonly from?: string,
  ) {}

  /** Returns the first time after `nowMs`; undefined without one. A checkpoint at 0 needs `nowMs` -1. */
  after(nowMs: Ms): Ms | undefined {
    const { everyMs, atMs } = this.times;
    const next = [...atMs.filter((at) => at > nowMs), ...(everyMs === null ? [] : [(Math.floor(nowMs / everyMs) + 1) * everyMs])];
    return next.length === 0 ? undefined : Math.min(...next);
  }

  async write(checkpoint: Checkpoint): Promise<void> {
    const path = join(this.folder, timeName(checkpoint.head.atMs) + ENDING);
    try {
      if (this.paths.length === 0) this.makeRoom();
      this.bytes += await writeCheckpoint(path, checkpoint);
    } catch (error) {
      const last = this.paths.at(-1) ?? this.from;
      const rest = last === undefined ? [] : [`go on with --from ${last}`];
      throw new UserError([`${path}: the checkpoint cannot be written: ${reasonOf(error)}`, ...rest], EXIT_FAILED);
    }
    this.paths.push(path);
  }

  /** Removes checkpoints of another run: the folder belongs to one run. */
  private makeRoom(): void {
    mkdirSync(this.folder, { recursive: true });
    const names = readdirSync(this.folder).filter((name) => name.endsWith(ENDING) || name.includes(`${ENDING}.partial-`));
    const own = this.from === undefined ? [] : names.filter((name) => realpathSync(join(this.folder, name)) === realpathSync(this.from!));
    if (own.length > 0) return;
    for (const name of names) rmSync(join(this.folder, name));
  }
}
