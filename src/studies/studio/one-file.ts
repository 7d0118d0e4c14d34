import { createHash, randomBytes } from 'node:crypto';
import { scriptJson } from '../../report/html/escape.js';
import { type BuiltStudio, type Opened, pageWith, unzippedText } from './built.js';

/** The whole studio in one page: it works from disk without a network, runs only its own scripts, and opens what is written into it. */
export function studioFile(studio: BuiltStudio, opened: Opened | null): string {
  const nonce = randomBytes(18).toString('base64');
  const style = unzippedText(studio, 'app.css');
  const script = inScript(unzippedText(studio, 'app.js'));
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)} blob:`,
    'worker-src blob:',
    `style-src ${hashOf(style)} 'nonce-${nonce}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = pageWith(studio, { opened, nonce })
    .replace(/<script type="module"[^>]*><\/script>/, '')
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
    .replace('<meta charset="utf-8">', (charset) => `${charset}\n<meta http-equiv="Content-Security-Policy" content="${policy}">`);
  const data = (id: string, name: string) => `<script type="text/plain" id="${id}">${inScript(unzippedText(studio, name))}</script>`;
  const library = scriptJson(JSON.parse(unzippedText(studio, 'library.json')));
  const parts = [
    `<script type="application/json" id="library">${library}</script>`,
    ...[data('worker-source', 'worker.js'), data('tools-source', 'tools-worker.js'), data('editor-source', 'editor.js')],
    `<script type="module">${script}</script>`,
  ];
  return page.replace('</body>', () => `${parts.join('\n')}\n</body>`);
}

/** A script element ends at the first `</script` in its text, and `<!--` opens a comment: both stand in strings and patterns, where a backslash changes nothing. */
function inScript(source: string): string {
  return source.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
