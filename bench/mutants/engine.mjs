// The engine of a tree with its drawn scenarios, in processes of its own: one for each mutant.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

/** A case that takes this many times as long counts as hanging. */
const SLOWER_MOST = 10;
const PATIENCE_MS = 5_000;
/** The checks of the swarm take this many times as long as the digest. */
const CHECKS_MOST = 60;

export class Engine {
  #bundle;
  #ms = new Map();

  static async of(out, tree) {
    const engine = new Engine();
    engine.#bundle = join(out, 'engine.mjs');
    await build({
      entryPoints: [join(tree, 'test/sim/swarm-digests.ts')],
      ...{
        outfile: engine.#bundle,
        bundle: true,
        packages: 'external',
        format: 'esm',
        platform: 'node',
        target: 'node20',
        logLevel: 'silent',
      },
    });
    return engine;
  }

  /** The cases with their digest without a mutant, and the places of mutants that each passes. */
  async base(cases) {
    const run = this.withMutant(-1);
    const found = [];
    for (const one of cases) {
      const startedMs = performance.now();
      const { digest, trouble, passed } = await run.ask(one, 'digest');
      if (trouble.length > 0) throw new Error(`${one.kind} of seed ${one.seed} fails without a mutant: ${trouble[0]}`);
      this.#ms.set(keyOf(one), performance.now() - startedMs);
      found.push({ ...one, digest, passed: new Set(passed) });
    }
    const loading = await run.loading;
    for (const { passed } of found) for (const id of loading) passed.add(id);
    run.end();
    return found;
  }

  withMutant(id) {
    return new Run(
      this.#bundle,
      id,
      (one, ask) => PATIENCE_MS + SLOWER_MOST * (ask === 'digest' ? 1 : CHECKS_MOST) * (this.#ms.get(keyOf(one)) ?? 10_000),
    );
  }
}

function keyOf({ kind, seed }) {
  return `${kind} ${seed}`;
}

/** A process with one mutant on. */
class Run {
  #child;
  #waiting = null;
  #limitOf;
  /** The places that are passed while the modules load. */
  loading;

  constructor(bundle, id, limitOf) {
    this.#limitOf = limitOf;
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'runner.mjs'), bundle], {
      env: { ...process.env, DRYDOCK_MUTANT: String(id) },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.loading = new Promise((ok) => {
      let isFirst = true;
      createInterface(this.#child.stdout).on('line', (line) => {
        if (isFirst) ok(JSON.parse(line));
        else this.#waiting?.(JSON.parse(line));
        isFirst = false;
      });
    });
    this.#child.stdin.on('error', () => {});
    this.#child.on('close', () => this.#waiting?.({ isLost: true }));
  }

  /** Its answer, or `{ isLost: true }` when it takes too long or the process ends. */
  ask(one, ask) {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve({ isLost: true });
    return new Promise((ok) => {
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), this.#limitOf(one, ask));
      this.#waiting = (answer) => {
        clearTimeout(timer);
        this.#waiting = null;
        ok(answer);
      };
      this.#child.stdin.write(`${JSON.stringify({ kind: one.kind, seed: one.seed, ask })}\n`);
    });
  }

  end() {
    this.#child.kill('SIGKILL');
  }
}
