import type { TransportName } from '../../engine/index.ts';
import { UsageError } from './command.ts';

/**
 * The value of `--transport`; undefined if it was not given.
 *
 * @throws UsageError
 */
export function readTransport(text: string | undefined): TransportName | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === 'fast' || text === 'portable') return text;
  throw new UsageError(`--transport ${text}: write fast or portable`);
}
