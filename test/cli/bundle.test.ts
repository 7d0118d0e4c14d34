import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DIST } from '../built.js';

/** The word that declares the name at the top of a file of the bundle. */
function declaredBy(name: string): string | undefined {
  const folder = join(DIST, 'bin');
  const texts = readdirSync(folder).flatMap((file) => (file.endsWith('.js') ? [readFileSync(join(folder, file), 'utf8')] : []));
  const text = texts.find((one) => one.includes(`,${name}=`) || one.includes(` ${name}=`));
  return text === undefined ? undefined : /^.*\b(var|let|const) (?:[^;]*,)?$/s.exec(text.slice(0, text.indexOf(`${name}=`)))?.[1];
}

it.each(['SERIALS_MAX', 'TaskState', 'EventKind'])('leaves %s a constant, which V8 need not read anew at each use', (name) => {
  expect(declaredBy(name)).toBe('const');
});
