import { FARGATE_REGIONS } from '../fargate/platform/places.js';
import { nearest } from './text/suggest.js';

export const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Returns the rest of the message for a text that has not the form of a Region's name. */
export function notRegion(text: string): string {
  const meant = nearest(text, FARGATE_REGIONS);
  return meant === undefined ? 'is not a region such as us-east-1' : `is not a region; did you mean ${meant}?`;
}
