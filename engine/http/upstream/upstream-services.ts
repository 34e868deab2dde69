import type { Clock } from '../../net/clock.ts';
import type { Network } from '../../net/network.ts';
import type { Transport } from '../../transport/channel.ts';
import type { TransportsInForce } from './transports-in-force.ts';

/** What connections to servers are made of and measured by. */
export interface UpstreamServices {
  readonly transport: Transport;
  /** What connections go over that the transport does not make: those by TLS and of HTTP/2. */
  readonly network: Network;
  /** What their limits of time are measured by. */
  readonly clock: Clock;
  readonly inForce: TransportsInForce;
}
