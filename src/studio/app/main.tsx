import { effect } from '@preact/signals';
import { render } from 'preact';
import { open } from './actions.js';
import { App } from './app.js';
import { firstLesson, firstScenario } from './opened.js';
import { announcement } from './state.js';
import { enableTheme } from './theme.js';
import { followAddress, followLesson, followScenario, showLesson } from './visits.js';
import './style.css';
import '../fleet/fleet.css';
import '../lessons/lessons.css';

enableTheme();
const lessonFirst = firstLesson();
if (lessonFirst !== null) showLesson(lessonFirst);
render(<App />, document.getElementById('app')!);
void firstScenario().then((first) => {
  open(first);
  followScenario();
});
followLesson();
followAddress();
effect(() => {
  document.getElementById('said')!.textContent = announcement.value;
});
