import type { Diagnostic } from '../../engine/core.ts';
import type { Preview } from '../preview/preview.ts';

/** What rules look at. */
export interface CheckSubject extends Preview {
  /** What certificates are held against. */
  readonly now: Date;
}

/** Looks for one kind of trouble that the engine itself does not mind. */
export type CheckRule = (subject: CheckSubject) => Iterable<Diagnostic>;
