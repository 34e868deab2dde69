import type { Clock, RequestServers, RunningCall, UpstreamCall } from '../../../engine/index.ts';
import type { RunningBackend } from '../../backends/backend.ts';
import type { DirectPort } from '../../backends/direct.ts';
import { PodCall } from './pod-call.ts';
import { PodConnections } from './pod-connections.ts';

/** Methods that Node's parser knows for sure; what it makes of others, it may say itself, over a connection. */
const USUAL_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
]);

/**
 * Leads requests to the HTTP servers of pods, in clear, as values. What needs a connection is left to one: TLS, HTTP/2, a
 * change of protocol, and whatever no pod listens at.
 */
export class PodServers implements RequestServers {
  readonly #clock: Clock;
  readonly #from: string;
  /** By `host:port`, also of pods that are gone: they refuse. */
  readonly #ports = new Map<string, PodConnections>();

  /** `from`: the address of who sends, as the pods see it. */
  constructor(clock: Clock, from: string) {
    this.#clock = clock;
    this.#from = from;
  }

  /** From now on requests to the addresses of a pod go to its program. */
  add({ addresses, direct }: Pick<RunningBackend, 'addresses' | 'direct'>): void {
    for (const [containerPort, port] of direct ?? new Map<number, DirectPort>()) {
      const address = addresses.get(containerPort);
      if (address === undefined) continue;
      this.#ports.set(`${address.host}:${address.port}`, new PodConnections(port, this.#clock, this.#from));
    }
  }

  send(call: UpstreamCall): RunningCall | undefined {
    const { server, head } = call;
    if (server.scheme !== 'http' || !USUAL_METHODS.has(head.method) || needsConnection(head.headers.raw()))
      return undefined;
    const connections = this.#ports.get(`${server.hostname}:${server.port}`);
    return connections && PodCall.send(call, connections, this.#clock);
  }
}

/** Upgrade leaves HTTP, and an expectation that is not for `100-continue` has an answer of its own. */
function needsConnection(raw: readonly string[]): boolean {
  for (let at = 0; at < raw.length; at += 2) {
    const { length } = raw[at] ?? '';
    if (length === 'upgrade'.length && raw[at]?.toLowerCase() === 'upgrade') return true;
    if (length === 'expect'.length && raw[at]?.toLowerCase() === 'expect')
      return raw[at + 1]?.toLowerCase() !== '100-continue';
  }
  return false;
}
