import { render } from 'preact';
import warmUp from '../../../scenarios/scaling/warm-up.yaml?raw';
import { runNow } from './actions.js';
import { App } from './app.js';
import { text } from './state.js';
import './style.css';

text.value = warmUp;
render(<App />, document.getElementById('app')!);
void runNow();
