import type { Listener } from '../../backends/running-backend.ts';

/** Stands on this machine for one port of a pod. Owns its sockets. */
export interface PortRelay extends Listener {
  /**
   * All that was ever received were HTTP/1.1 requests with safe methods (RFC 9110, section 9.2.1) that asked for no other
   * protocol.
   */
  readonly onlySafe: boolean;
}
