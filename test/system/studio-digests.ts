import type { Page } from 'playwright-core';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { fileOf } from '../scenarios/head.js';

interface Listed {
  readonly path: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The paths of the scenarios that the studio shows as its library. */
export async function libraryIn(page: Page): Promise<string[]> {
  return (await listed(page)).map(({ path }) => path);
}

function listed(page: Page): Promise<Listed[]> {
  return page.evaluate(`fetch('./library.json').then((answer) => answer.json())`);
}

/** Digests of scenarios of the library by the worker of the studio, and by this process. */
export async function digestsOf(page: Page, paths: readonly string[]): Promise<{ readonly inPage: string[]; readonly inNode: string[] }> {
  const sources = (await listed(page)).filter(({ path }) => paths.includes(path));
  const requests = sources.map(({ text, files }, id) => ({ id, kind: 'run', request: { text, files } }));
  const inPage = await page.evaluate<string[]>(`new Promise((resolve, reject) => {
    const requests = ${JSON.stringify(requests).replaceAll('<', '\\u003c')};
    const worker = new Worker('./worker.js');
    const digests = [];
    worker.onmessage = ({ data }) => {
      if (data.kind === 'progress') return;
      digests[data.id] = data.kind === 'answer' ? (data.answer.run?.digest ?? JSON.stringify(data.answer.validation.errors)) : data.message;
      if (requests.every(({ id }) => digests[id] !== undefined)) resolve(digests);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    for (const request of requests) worker.postMessage(request);
  })`);
  const inNode: string[] = [];
  for (const { path } of sources) inNode.push(`${path} ${(await execute(readScenario(fileOf(path)))).identity.digest}`);
  return { inPage: sources.map(({ path }, i) => `${path} ${inPage[i]}`), inNode };
}
