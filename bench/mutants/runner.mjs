// `node runner.mjs BUNDLE` writes the places that are passed while the engine loads; then reads a case a line, `{ kind, seed, ask }`, and writes its answer.
import { readSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { passed } from './active.mjs';

const { ASKED } = await import(pathToFileURL(process.argv[2]).href);
writeSync(1, `${JSON.stringify([...passed])}\n`);
passed.clear();
for (const line of lines()) {
  const { kind, seed, ask } = JSON.parse(line);
  const answer = ASKED[ask](kind, seed);
  writeSync(1, `${JSON.stringify({ ...answer, passed: ask === 'digest' ? [...passed] : [] })}\n`);
  passed.clear();
}

function* lines() {
  const bytes = Buffer.alloc(4_096);
  let text = '';
  while (true) {
    const end = text.indexOf('\n');
    if (end >= 0) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
      continue;
    }
    const count = readSync(0, bytes);
    if (count === 0) return;
    text += bytes.toString('utf8', 0, count);
  }
}
