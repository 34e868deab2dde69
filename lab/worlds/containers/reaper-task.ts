import type { EngineHost } from './engine-api.ts';

/** What the reaper is told first, as a line of JSON. */
export interface ReaperTask {
  readonly engine: EngineHost;
  /** `NAME=VALUE` of what it is to remove. */
  readonly label: string;
}

/** The line that tells it that nothing is left to remove. */
export const GOODBYE = 'goodbye';
