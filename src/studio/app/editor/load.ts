type EditorModule = typeof import('./editor.js');

let loaded: Promise<EditorModule> | undefined;

/** Loads the editor: a file beside the page, or its text in a page of one file. */
export function loadEditor(): Promise<EditorModule> {
  loaded ??= import.meta.env.DEV ? import('./editor.js') : (import(/* @vite-ignore */ addressOf()) as Promise<EditorModule>);
  return loaded;
}

function addressOf(): string {
  const source = document.getElementById('editor-source');
  if (source === null) return new URL('editor.js', document.baseURI).href;
  return URL.createObjectURL(new Blob([source.textContent ?? ''], { type: 'text/javascript' }));
}
