import { UpstreamError, upstreamError } from '../../../engine/core.ts';

/** What the engine makes of a refused connection, or of one that breaks. */
export const NETWORK_STATUS = upstreamError(Object.assign(new Error(), { code: 'ECONNRESET' }), '').status;
/** Of a server that takes too long. */
export const TIMEOUT_STATUS = upstreamError(Object.assign(new Error(), { code: 'ETIMEDOUT' }), '').status;

/** Why a simulated server gave no answer. */
export function noAnswer(status: UpstreamError['status'], unsent: boolean): UpstreamError {
  const error = new UpstreamError(status, 'the simulated pod gave no answer');
  error.unsent = unsent;
  return error;
}
