import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { numberText } from '../../kernel/quantity-text.js';
import { unbroken } from '../../report/metric-text.js';
import { toolsFor } from '../app/workers.js';
import { t } from '../messages/t.js';
import type { Candidate } from './candidates.js';
import { NEVER } from './growing.js';
import { type Chosen, NOTHING } from './painter.js';
import type { FleetRecording } from './recording.js';
import type { Explained, Subject, WatchSource } from './watch-protocol.js';

interface Props {
  readonly recording: FleetRecording;
  readonly source: WatchSource;
  readonly chosen: Signal<Chosen>;
  readonly atMs: Signal<number>;
}

/** The sentences of explain about what was clicked, or about what every scaler saw at the cursor. */
export function WhyPanel({ recording, source, chosen, atMs }: Props) {
  const subject = useSignal<Subject | null>(null);
  const answer = useSignal<Explained | null>(null);
  const failure = useSignal<string | null>(null);
  useSignalEffect(() => {
    const { instance, task } = chosen.value;
    if (task !== NEVER) subject.value = { task };
    else subject.value = instance === NEVER ? null : { instance };
  });
  useSignalEffect(() => {
    const current = subject.value;
    failure.value = null;
    answer.value = null;
    if (current === null) return;
    toolsFor(source)
      .request('explain', { ...source, subject: current })
      .then(
        (texts) => {
          if (subject.peek() === current) answer.value = texts;
        },
        (error: Error) => {
          if (subject.peek() === current) failure.value = error.message;
        },
      );
  });
  return (
    <section class="why">
      <h3>{titleOf(subject.value)}</h3>
      <div class="why-ask">
        <Numbered
          name={t('fleet.why.instance', { instance: '' })}
          count={recording.instances.type.length}
          onQuestion={(instance) => (chosen.value = { instance, task: NEVER })}
        />
        <Numbered
          name={t('fleet.why.task', { task: '' })}
          count={recording.tasks.class.length}
          onQuestion={(task) => (chosen.value = { instance: NEVER, task })}
        />
        <button
          type="button"
          onClick={() => {
            chosen.value = NOTHING;
            subject.value = { atMs: Math.min(atMs.peek(), recording.endMs) };
          }}
        >
          {t('fleet.why.moment')}
        </button>
      </div>
      <div class="why-answer" aria-live="polite">
        {subject.value === null && <p class="note">{t('fleet.why.none')}</p>}
        {failure.value !== null && <p class="bad">{failure.value}</p>}
        {answer.value !== null && <Answer answer={answer.value} onQuestion={(instance) => (chosen.value = { instance, task: NEVER })} />}
      </div>
    </section>
  );
}

function titleOf(subject: Subject | null): string {
  if (subject === null) return t('fleet.why.title');
  if ('task' in subject) return t('fleet.why.task', { task: subject.task });
  return 'instance' in subject ? t('fleet.why.instance', { instance: subject.instance }) : t('fleet.why.moment');
}

/** Takes the number of an instance or a task, as an alternative to a click. */
function Numbered({ name, count, onQuestion }: { name: string; count: number; onQuestion: (id: number) => void }) {
  if (count === 0) return null;
  return (
    <label>
      {name}{' '}
      <input
        type="number"
        min={0}
        max={count - 1}
        onChange={({ currentTarget }) => {
          const id = currentTarget.valueAsNumber;
          if (Number.isInteger(id) && id >= 0 && id < count) onQuestion(id);
        }}
      />
    </label>
  );
}

function Answer({ answer: { words, candidates }, onQuestion }: { answer: Explained; onQuestion: (instance: number) => void }) {
  return (
    <>
      <div lang="en">
        {words.map((line, i) =>
          line === '' ? null : line.startsWith('- ') ? (
            <p key={i} class="why-item">
              {unbroken(line.slice(2))}
            </p>
          ) : (
            <p key={i}>{unbroken(line)}</p>
          ),
        )}
      </div>
      {candidates.length > 0 && <Candidates candidates={candidates} onQuestion={onQuestion} />}
    </>
  );
}

const CANDIDATES_SHOWN = 12;

function Candidates({ candidates, onQuestion }: { candidates: readonly Candidate[]; onQuestion: (instance: number) => void }) {
  const rank = ({ isChosen, reasons }: Candidate) => (isChosen ? 0 : reasons.length === 0 ? 1 : 2);
  const ranked = [...candidates].sort((a, b) => rank(a) - rank(b));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard.
    <section class="scrolled" tabIndex={0} aria-label={t('fleet.candidates')}>
      <table class="candidates">
        <caption>{t('fleet.candidates')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('fleet.candidates.instance')}</th>
            <th scope="col">{t('fleet.candidates.type')}</th>
            <th scope="col">{t('fleet.candidates.zone')}</th>
            <th scope="col">{t('fleet.candidates.cpu')}</th>
            <th scope="col">{t('fleet.candidates.memory')}</th>
            <th scope="col">{t('fleet.candidates.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {ranked.slice(0, CANDIDATES_SHOWN).map(({ instance, type, zone, cpuUnitsFree, memoryMibFree, isChosen, reasons }) => (
            <tr key={instance} class={isChosen ? 'chosen' : ''}>
              <td>
                <button type="button" class="link" onClick={() => onQuestion(instance)}>
                  {instance}
                </button>
              </td>
              <td>{type}</td>
              <td>{zone}</td>
              <td>{numberText(cpuUnitsFree, 0)}</td>
              <td>{numberText(memoryMibFree, 0)}</td>
              <td>{isChosen ? t('fleet.candidates.chosen') : reasons.length === 0 ? t('fleet.candidates.fits') : reasons.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {ranked.length > CANDIDATES_SHOWN && <p class="note">{t('fleet.candidates.more', { count: ranked.length - CANDIDATES_SHOWN })}</p>}
    </section>
  );
}
