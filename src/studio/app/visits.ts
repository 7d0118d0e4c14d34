import { batch, effect } from '@preact/signals';
import { type LessonLink, lessonHash, lessonIn } from '../lessons/address.js';
import { lesson, openLinked, seed } from '../lessons/course.js';
import { open } from './actions.js';
import { firstScenario, type Opened } from './opened.js';
import { isLink, linkedIn } from './permalink.js';
import { isUnwritten, writeAddress } from './share.js';
import { files, isLinkDamaged, original, pinnedSource, text, view } from './state.js';

/** Address and history of the page. Each lesson and each scenario that is opened is an entry of its own, so that Back goes to the one before. */

/** The address follows the hand, but not each of its moves. */
const ADDRESS_AFTER_MS = 500;

let due: ReturnType<typeof setTimeout> | undefined;
/** A reader who changes nothing keeps a short address. */
let isAsOpened = true;
/** The address already holds what the page opens now. */
let isFromAddress = false;

function pushBare(): void {
  history.pushState(null, '', location.pathname + location.search);
}

function forgetDue(): boolean {
  const wasDue = due !== undefined;
  clearTimeout(due);
  due = undefined;
  return wasDue;
}

/** Keeps the address in step with the scenario, from when the first is open. */
export function followScenario(): void {
  let opened = original.peek();
  let isFirst = true;
  effect(() => {
    const [now] = [original.value, text.value, pinnedSource.value];
    const isOther = now !== opened;
    opened = now;
    if (isFirst || isFromAddress) {
      isFirst = false;
      return;
    }
    isAsOpened = false;
    if (isOther) pushBare();
    forgetDue();
    due = setTimeout(() => {
      due = undefined;
      if (view.peek() === 'simulate') void writeAddress();
    }, ADDRESS_AFTER_MS);
  });
}

/** A lesson has a short address, which can be handed out in class. */
export function followLesson(): void {
  let isFirst = true;
  effect(() => {
    const [isLesson, hash] = [view.value === 'lessons', lessonHash({ id: lesson.value.id, seed: seed.value })];
    const there = lessonIn(location.hash);
    const isStart = isFirst;
    isFirst = false;
    if (isLesson && location.hash !== hash) {
      if (isStart || there?.id === lesson.value.id) history.replaceState(null, '', hash);
      else pushLesson(hash);
    }
    if (!isLesson && there !== null) {
      pushBare();
      if (!isAsOpened) void writeAddress();
    }
  });
}

/** The entry that is left has all that was written in it. */
function pushLesson(hash: string): void {
  if (!forgetDue()) return history.pushState(null, '', hash);
  void writeAddress().then(() => {
    if (view.peek() === 'lessons') history.pushState(null, '', lessonHash({ id: lesson.peek().id, seed: seed.peek() }));
  });
}

export function showLesson(linked: LessonLink): void {
  batch(() => {
    openLinked(linked);
    view.value = 'lessons';
  });
}

/** Goes where Back, Forward and an address that is typed lead. */
export function followAddress(): void {
  addEventListener('hashchange', () => {
    forgetDue();
    const linkedLesson = lessonIn(location.hash);
    if (linkedLesson !== null) showLesson(linkedLesson);
    else void showLinked(location.hash);
  });
}

async function showLinked(hash: string): Promise<void> {
  const linked = await linkedIn(hash);
  if (linked === null && isLink(hash)) {
    view.value = 'simulate';
    isLinkDamaged.value = true;
    return;
  }
  const shown = linked ?? (hash === '' && !isUnwritten() ? await firstScenario() : null);
  if (location.hash !== hash || (shown === null && hash !== '')) return;
  view.value = 'simulate';
  if (shown === null || isShown(shown)) return;
  isFromAddress = true;
  open(shown);
  isFromAddress = false;
}

function isShown({ text: other, files: beside, pinnedText = null }: Opened): boolean {
  const isSamePinned = (pinnedSource.peek()?.text ?? null) === pinnedText;
  return text.peek() === other && isSamePinned && JSON.stringify(files.peek()) === JSON.stringify(beside);
}
