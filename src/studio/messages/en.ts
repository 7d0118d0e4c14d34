import { fleetEn } from './fleet-en.js';
import { lessonsEn } from './lessons-en.js';

/** Labels of the studio. The keys are those of every other language. */
export const en = {
  ...fleetEn,
  ...lessonsEn,
  'app.title': 'Drydock Studio',
  'run.cancel': 'Cancel',
  'run.running': 'Running',
  'editor.label': 'Scenario',
  'answer.label': 'Answer',
};

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;
