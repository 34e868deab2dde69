import { statusAnswer, statusText } from './answers.ts';
import { addressRanges, clientAddress } from './client-address.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/** Lets only some addresses pass (Traefik: middlewares/http/ipallowlist). */
export function ipAllowList(name: string, options: Options): HttpMiddleware {
  const sources = options.texts('sourceRange');
  if (sources.length === 0) throw options.error('sourceRange', 'is empty, IpAllowLister not created');
  const allowed = addressRanges(options, 'sourceRange', sources);
  const status = options.integer('rejectStatusCode') ?? 403;
  if (statusText(status) === '' || status < 200) {
    throw options.error('rejectStatusCode', `must be an HTTP status of a final answer, not ${status}`);
  }
  const addressOf = clientAddress(options.section('ipStrategy'));
  return {
    name,
    shape: TRANSPARENT,
    request: (head) => (allowed.includes(addressOf(head)) ? undefined : statusAnswer(status)),
    explain: () => `It answers ${status} to clients whose address is not in ${sources.join(', ')}.`,
  };
}
