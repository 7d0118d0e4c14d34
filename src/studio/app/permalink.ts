/** The address holds everything: the scenario, its files and what is pinned, compressed. Browsers do not send the part after the #. */

export interface Linked {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly pinnedText: string | null;
}

const KEY = 's=';

/** Returns whether an address is meant to hold a scenario or a lesson. */
export function isLink(hash: string): boolean {
  return hash.startsWith(`#${KEY}`) || hash.startsWith('#lesson=');
}

export async function hashOf(linked: Linked): Promise<string> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(linked)), new CompressionStream('deflate-raw'));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `#${KEY}${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** Reads an address of the studio; null for one without a whole scenario. */
export async function linkedIn(hash: string): Promise<Linked | null> {
  if (!hash.startsWith(`#${KEY}`)) return null;
  try {
    const text = atob(
      hash
        .slice(KEY.length + 1)
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    );
    const packed = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const bytes = await through(packed, new DecompressionStream('deflate-raw'));
    const found = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Linked>;
    if (typeof found.text !== 'string') return null;
    const files = Object.entries(found.files ?? {}).filter(([, content]) => typeof content === 'string');
    return {
      text: found.text,
      files: Object.fromEntries(files),
      pinnedText: typeof found.pinnedText === 'string' ? found.pinnedText : null,
    };
  } catch {
    return null;
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const piped = new Blob([bytes]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}
