import { effect } from '@preact/signals';
import { render } from 'preact';
import { type LessonLink, lessonHash, lessonIn } from '../lessons/address.js';
import { lesson, openLinked, seed } from '../lessons/course.js';
import { open } from './actions.js';
import { App } from './app.js';
import { firstLesson, firstScenario } from './opened.js';
import { isLink, linkedIn } from './permalink.js';
import { writeAddress } from './share.js';
import { announcement, isLinkDamaged, pinnedSource, text, view } from './state.js';
import { enableTheme } from './theme.js';
import './style.css';
import '../fleet/fleet.css';
import '../lessons/lessons.css';

/** The address follows the hand, but not each of its moves. */
const ADDRESS_AFTER_MS = 500;

enableTheme();
const lessonFirst = firstLesson();
if (lessonFirst !== null) showLesson(lessonFirst);
render(<App />, document.getElementById('app')!);
void firstScenario().then((first) => {
  open(first);
  let due: ReturnType<typeof setTimeout> | undefined;
  let isFirst = true;
  effect(() => {
    void [text.value, pinnedSource.value];
    // A reader who changes nothing keeps a short address.
    if (!isFirst) {
      clearTimeout(due);
      due = setTimeout(() => {
        if (view.peek() === 'simulate') void writeAddress();
      }, ADDRESS_AFTER_MS);
    }
    isFirst = false;
  });
});
function showLesson(linked: LessonLink): void {
  openLinked(linked);
  view.value = 'lessons';
}
/** A lesson has a short address, which can be handed out in class. */
effect(() => {
  if (view.value === 'lessons') history.replaceState(null, '', lessonHash({ id: lesson.value.id, seed: seed.value }));
  else if (lessonIn(location.hash) !== null) history.replaceState(null, '', location.pathname + location.search);
});
addEventListener('hashchange', () => {
  const linkedLesson = lessonIn(location.hash);
  if (linkedLesson !== null) return showLesson(linkedLesson);
  const { hash } = location;
  void linkedIn(hash).then((linked) => {
    if (linked === null && !isLink(hash)) return;
    view.value = 'simulate';
    if (linked === null) isLinkDamaged.value = true;
    else open(linked);
  });
});
effect(() => {
  document.getElementById('said')!.textContent = announcement.value;
});
