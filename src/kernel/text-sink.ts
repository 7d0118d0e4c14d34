/**
 * Receives text in order. False requests the caller to wait for a drain before it continues the simulation; the text is accepted in any
 * case.
 */
export interface TextSink {
  write(chunk: string): boolean;
}
