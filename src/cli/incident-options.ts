import { resolve } from 'node:path';
import type { IncidentEntry, IncidentRequest } from '../run/incident/plan.js';
import { ofText, ofTexts } from './scenario-options.js';
import type { WordsOfOptions } from './words.js';

export const INCIDENT_OPTIONS = {
  incident: ofTexts('Lay an incident of AWS over it: an id of catalog --incidents, or a file of your own; may be repeated'),
  'incident-at': ofText('When it begins: 3d14h into the run, timeOfDay (default), clock or peak'),
  'incident-zones': ofText('Your zones by its letters, such as A=us-east-1b; or worst (default), best, each'),
  'incident-variant': ofText('stated (default: with mild and severe beside it), mild, severe, or one of the timeline'),
  'incident-set': ofTexts('A guess of the timeline, NAME=VALUE; may be repeated'),
} as const;
export const INCIDENT_NAMES = Object.keys(INCIDENT_OPTIONS);

export type IncidentArguments = WordsOfOptions<typeof INCIDENT_OPTIONS>;

/** Returns the requested incidents; null without any. Mistakes are added to the list. */
export function incidentsGiven(words: IncidentArguments, mistakes: string[]): IncidentRequest | null {
  const { incident, incidentAt: at, incidentZones, incidentVariant: variant, incidentSet } = words;
  if (incident.length === 0) {
    const given = {
      '--incident-at': at,
      '--incident-zones': incidentZones,
      '--incident-variant': variant,
      '--incident-set': incidentSet[0],
    };
    for (const [option, value] of Object.entries(given)) if (value !== undefined) mistakes.push(`${option}: say which --incident`);
    return null;
  }
  const zones = zonesOf(incidentZones, mistakes);
  const set = settingsOf(incidentSet, mistakes);
  const entries = incident.map(
    (word): IncidentEntry => ({
      name: /\.(ya?ml|json)$/.test(word) ? resolve(word) : word,
      ...(at === undefined ? {} : { at }),
      ...(zones === undefined ? {} : { zones }),
      ...(variant === undefined ? {} : { variant }),
      ...(Object.keys(set).length === 0 ? {} : { set }),
    }),
  );
  return { entries, from: `--incident ${incident.join(' --incident ')}` };
}

function zonesOf(text: string | undefined, mistakes: string[]): IncidentEntry['zones'] {
  if (text === undefined || text === 'worst' || text === 'best' || text === 'each') return text;
  const pairs = text.split(',').map((pair) => /^\s*([A-Z])\s*=\s*(\S+)\s*$/.exec(pair));
  if (pairs.some((pair) => pair === null)) {
    mistakes.push(`--incident-zones ${text}: write a zone for each letter, such as A=us-east-1b, or worst, best or each`);
    return undefined;
  }
  return Object.fromEntries(pairs.map((pair) => [pair![1]!, pair![2]!]));
}

function settingsOf(words: readonly string[], mistakes: string[]): Record<string, number | string> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(word) ?? [];
      if (name === undefined || value === undefined) {
        mistakes.push(`--incident-set ${word}: write NAME=VALUE, such as hall=0.6`);
        return [];
      }
      return [[name, Number.isNaN(Number(value)) ? value : Number(value)]];
    }),
  );
}
