import { durationText, numberText, percentText } from '../../kernel/quantity-text.js';
import { type IncidentReport, requestedOf, serviceSurvived } from '../../record/survival/report.js';
import { isHurt, type ServiceSurvival } from '../../record/survival/survival.js';
import { bold, GAP, type TerminalStyle, tone, wrap } from '../terminal-style.js';
import { criteriaText, headSentences, incidentRows, incidentSentences, minutesText, taskMinutesText } from './texts.js';

const SERVICES_SHOWN = 8;

/** The effects of incidents, in the width of the terminal. */
export function incidentText(report: IncidentReport, style: TerminalStyle): string {
  const rows = incidentRows(report.variants, report.criteria, report.seeds.count);
  const labelWidth = Math.max(...rows.map(({ label }) => label.length));
  const heads = report.variants.map(({ variant }) => variant);
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map(({ cells }) => cells[i]!.length)));
  const lines = rows.map(
    ({ label, cells }) => `${label.padEnd(labelWidth)}${cells.map((cell, i) => GAP + marked(label, cell, widths[i]!, style)).join('')}`,
  );
  return [
    ...headSentences(report).map((sentence) => wrap(sentence, style.width)),
    wrap(`${criteriaText(report.criteria)}.`, style.width),
    '',
    `${' '.repeat(labelWidth)}${heads.map((head, i) => GAP + bold(head.padStart(widths[i]!), style)).join('')}`,
    ...lines,
    '',
    ...serviceLines(report, style),
    ...incidentSentences(report).map((sentence) => wrap(sentence, style.width)),
  ].join('\n');
}

function marked(label: string, cell: string, width: number, style: TerminalStyle): string {
  return `${' '.repeat(width - cell.length)}${label.startsWith('Survived') && cell !== 'not shown' ? tone(cell, cell === 'yes', style) : cell}`;
}

/** The services that lost most; one service is the whole. */
function serviceLines(report: IncidentReport, style: TerminalStyle): string[] {
  const { survival, variant } = requestedOf(report);
  if (survival.services.length < 2) return [];
  const hurt = survival.services.filter((service) => isHurt(service)).sort((a, b) => b.shortfallTaskMinutes - a.shortfallTaskMinutes);
  if (hurt.length === 0) return [];
  const shown = hurt.slice(0, SERVICES_SHOWN);
  const width = Math.max(...shown.map(({ service }) => service.length));
  const lines = shown.map((service) => {
    const text = serviceText(service, survival.fromMs);
    const isGood = serviceSurvived(service, survival.fromMs, report.criteria);
    return `${tone(isGood ? '✓' : '✗', isGood, style)} ${wrap(`${service.service.padEnd(width)}  ${text}`, style.width - 2).replaceAll('\n', '\n    ')}`;
  });
  const more = hurt.length - shown.length;
  return [`By service (${variant}):`, ...lines, ...(more > 0 ? [`${more} more in incident.csv.`] : []), ''];
}

/** Returns one line about a service. */
export function serviceText(service: ServiceSurvival, fromMs: number): string {
  const { shortfallTaskMinutes, zeroMinutes, requestsLost, lostShare, recoveredAtMs } = service;
  const lost =
    requestsLost === null
      ? ''
      : `, ${numberText(requestsLost, 0)} requests lost${lostShare === null ? '' : ` (${percentText(100 * lostShare, 0, 2)})`}`;
  const back =
    recoveredAtMs === null
      ? 'not recovered'
      : recoveredAtMs === fromMs
        ? 'never short'
        : `recovered after ${durationText(recoveredAtMs - fromMs)}`;
  const missing =
    minutesText(-shortfallTaskMinutes) !== '0' && shortfallTaskMinutes < 0
      ? `${minutesText(-shortfallTaskMinutes)} task-minutes fewer missing than without it`
      : `${taskMinutesText(shortfallTaskMinutes)} missing`;
  return `${missing}, ${minutesText(zeroMinutes)} min without a task${lost}, ${back}`;
}
