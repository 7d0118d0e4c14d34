/** A string, or a mark of JSON. Numbers and words are no keys. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/gs;

/** An open object or list. */
interface Level {
  /** Null: a list. */
  readonly keys: Set<string> | null;
  /** The key, or the position in the list, of the value that is read. */
  at: string;
}

/** Returns the paths of keys that an object of valid JSON has twice. JSON.parse takes the last one in silence. */
export function repeatedKeys(json: string): string[] {
  const levels: Level[] = [];
  const repeated: string[] = [];
  let last = '';
  for (const [token] of json.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ keys: new Set(), at: '' });
    else if (token === '[') levels.push({ keys: null, at: '0' });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && level?.keys === null) level.at = String(Number(level.at) + 1);
    else if (token === ':' && level?.keys != null) {
      level.at = JSON.parse(last) as string;
      if (level.keys.has(level.at)) repeated.push(levels.map(({ at }) => at).join('.'));
      level.keys.add(level.at);
    }
    last = token;
  }
  return repeated;
}
