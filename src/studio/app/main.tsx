import { effect } from '@preact/signals';
import { render } from 'preact';
import { open } from './actions.js';
import { App } from './app.js';
import { firstScenario } from './opened.js';
import { linkedIn } from './permalink.js';
import { writeAddress } from './share.js';
import { pinnedSource, said, text } from './state.js';
import { enableTheme } from './theme.js';
import './style.css';
import '../fleet/fleet.css';
import '../lessons/lessons.css';

/** The address follows the hand, but not each of its moves. */
const ADDRESS_AFTER_MS = 500;

enableTheme();
render(<App />, document.getElementById('app')!);
void firstScenario().then((first) => {
  open(first);
  let due: ReturnType<typeof setTimeout> | undefined;
  let isFirst = true;
  effect(() => {
    void [text.value, pinnedSource.value];
    // Who only looks gets no long address.
    if (!isFirst) {
      clearTimeout(due);
      due = setTimeout(() => void writeAddress(), ADDRESS_AFTER_MS);
    }
    isFirst = false;
  });
});
addEventListener('hashchange', () => {
  void linkedIn(location.hash).then((linked) => {
    if (linked !== null) open(linked);
  });
});
effect(() => {
  document.getElementById('said')!.textContent = said.value;
});
