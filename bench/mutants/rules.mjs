// The fast tests in a tree of mutants: those whose files pass a mutant's place, the short ones first.
import { spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_MS = 600_000;

export class Rules {
  #out;
  #tree;
  #files;
  #loading = new Set();

  /** Runs all tests once without a mutant, to record which places each file passes; or reads the record of an earlier run. */
  constructor(out, tree) {
    this.#out = out;
    this.#tree = tree;
    const passedFile = join(out, 'passed.jsonl');
    if (!existsSync(passedFile)) this.#learn(passedFile);
    this.#files = linesOf(passedFile).sort((a, b) => a.ms - b.ms);
    // Files share the modules of a process: only the first that imports a module sees the places that loading it reaches.
    for (const { loading } of this.#files) for (const id of loading) this.#loading.add(id);
  }

  #learn(passedFile) {
    const partial = `${passedFile}.part`;
    rmSync(partial, { force: true });
    const { status } = this.#run([], { DRYDOCK_MUTANTS_PASSED: partial });
    if (status !== 0) throw new Error(`the fast tests fail without a mutant: see ${join(this.#out, 'rules.log')}`);
    renameSync(partial, passedFile);
  }

  /** The first test that fails with the mutant, or null. */
  failedBy(id) {
    const files = this.#files.filter(({ passed }) => passed.includes(id) || this.#loading.has(id)).map(({ file }) => file);
    if (files.length === 0) return null;
    const { status } = this.#run(files, { DRYDOCK_MUTANT: String(id), DRYDOCK_MUTANTS_ORDER: JSON.stringify(files) });
    if (status === 0) return null;
    const log = readFileSync(join(this.#out, 'rules.log'), 'utf8');
    return / FAIL +(.*)/.exec(log)?.[1]?.slice(0, 200) ?? 'takes too long';
  }

  #run(files, env) {
    const log = openSync(join(this.#out, 'rules.log'), 'w');
    return spawnSync('node_modules/.bin/vitest', ['run', '--no-color', ...files], {
      cwd: this.#tree,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
  }
}

/** The values of a file that has one a line. */
export function linesOf(path) {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
