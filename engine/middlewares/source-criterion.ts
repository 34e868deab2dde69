import { clientAddress } from './client-address.ts';
import type { RequestHead } from './message.ts';
import type { Options } from './options.ts';

/** Tells which source a request comes from, for limits that hold for each source. */
export interface SourceCriterion {
  source(head: RequestHead): string;
  /** What requests of one source have in common: `client address`. */
  readonly noun: string;
  /** Whether all requests to one host are one source, whoever sends them. */
  readonly isHost?: true;
}

const byAddress: SourceCriterion = { source: (head) => head.clientIp, noun: 'client address' };
const byHost: SourceCriterion = { source: (head) => head.host, noun: 'host', isHost: true };

/**
 * Reads `sourceCriterion`, which names one way to tell sources apart (Traefik: middlewares/http/ratelimit,
 * sourceCriterion). Requests without the wanted header, or without a usable X-Forwarded-For, are one source.
 *
 * @param otherwise what counts if none is named
 */
export function sourceCriterion(options: Options, otherwise: 'address' | 'host'): SourceCriterion {
  const criterion = options.section('sourceCriterion');
  const strategy = criterion?.section('ipStrategy');
  const header = criterion?.text('requestHeaderName') ?? '';
  const host = criterion?.flag('requestHost') ?? false;
  const named = [
    ...(strategy ? ['ipStrategy'] : []),
    ...(header === '' ? [] : ['requestHeaderName']),
    ...(host ? ['requestHost'] : []),
  ];
  if (named.length > 1) {
    throw options.error('sourceCriterion', `names ${named.join(' and ')}, which are mutually exclusive`);
  }
  if (strategy) return { source: clientAddress(strategy), noun: 'client address' };
  if (header !== '') return { source: (head) => head.headers.get(header) ?? '', noun: `value of ${header}` };
  if (host) return byHost;
  return otherwise === 'host' ? byHost : byAddress;
}
