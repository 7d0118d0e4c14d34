import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIBRARY_SCHEME } from '../../scenario/incidents/apply.js';
import { readTimeline } from '../../scenario/incidents/read.js';
import type { TimelineText } from '../../scenario/incidents/timeline-schema.js';
import { formatProblem } from '../../scenario/text/sources.js';
import { instead } from '../../scenario/text/suggest.js';
import { UserError } from '../failure.js';

/** The library of incidents ships beside the build, in the package. */
const FOLDER = join(import.meta.dirname, '../../../scenarios/incidents');
const ENDING = '.yaml';

/** Returns the ids of the incidents in the library, by date. */
export function incidentIds(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
}

/** The text of a timeline of the library by the name under which a scenario reads it; undefined for another name or without one. */
export function libraryText(name: string): string | undefined {
  const id = name.startsWith(LIBRARY_SCHEME) ? name.slice(LIBRARY_SCHEME.length) : undefined;
  if (id === undefined || !/^[a-z0-9-]+$/.test(id)) return undefined;
  try {
    return readFileSync(join(FOLDER, `${id}${ENDING}`), 'utf8');
  } catch {
    return undefined;
  }
}

/** A timeline of the library. Throws a UserError without one. */
export function libraryTimeline(id: string): TimelineText {
  const text = libraryText(`${LIBRARY_SCHEME}${id}`);
  if (text === undefined) throw new UserError([`there is no incident ${JSON.stringify(id)}${instead(id, incidentIds())}`]);
  const { timeline, problems = [] } = readTimeline(text, id);
  if (timeline === undefined) throw new UserError(problems.map(formatProblem));
  return timeline;
}
