// The library of scenarios as one file of the studio: each with what it shows and the files that it names.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

const root = join(import.meta.dirname, '../../scenarios');

export function libraryJson() {
  const paths = readdirSync(root, { recursive: true })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.yaml'))
    .sort();
  const scenarios = paths.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    // Sweeps and measurements lie beside scenarios.
    if (!/^duration:/m.test(text) || !/^cluster:/m.test(text)) return [];
    return [{ path: path.replace(/\.yaml$/, ''), shows: showsOf(text), text, files: filesOf(path, text) }];
  });
  return JSON.stringify(scenarios);
}

/** Returns the first sentence of `Shows` in the head comment. */
function showsOf(text) {
  const head = /^# Shows: ([\s\S]*?)\n(?!# {2,}\S)/.exec(text)?.[1] ?? '';
  const sentence = head
    .replace(/\n#\s*/g, ' ')
    .split(/(?<=\.)\s/, 1)[0]
    .trim();
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function filesOf(path, text) {
  const named = [...text.matchAll(/\bfile: ["']?([\w./-]+)/g)].map(([, name]) => name);
  const folder = posix.dirname(path);
  return Object.fromEntries(
    named.flatMap((name) => {
      const file = join(root, folder, name);
      if (relative(root, file).startsWith('..')) return [];
      return [[name, readFileSync(file, 'utf8')]];
    }),
  );
}
