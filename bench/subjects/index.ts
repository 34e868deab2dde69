import { caddy } from './caddy.ts';
import { haproxy } from './haproxy.ts';
import { nginx } from './nginx.ts';
import { engine, httpProxy, nodeForwarder, type TransportName, undiciForwarder } from './node.ts';
import type { Subject } from './subject.ts';
import { traefik } from './traefik.ts';

/** A peer that is not here, and how to get it. */
export interface MissingPeer {
  readonly name: string;
  readonly remedy: string;
}

/** Every proxy that can be measured on this machine, and those that cannot. */
export async function findSubjects(
  transports: readonly TransportName[],
): Promise<{ readonly found: readonly Subject[]; readonly missing: readonly MissingPeer[] }> {
  const peers: readonly (readonly [name: string, found: Subject | undefined, remedy: string])[] = [
    ['nginx', await nginx(), 'apt-get install nginx libnginx-mod-stream'],
    ['HAProxy', await haproxy(), 'apt-get install haproxy'],
    ['Caddy', await caddy(), 'apt-get install caddy'],
    ['Traefik', await traefik(), 'set INGRESS_LAB_TRAEFIK to the path of a Traefik binary'],
    ...transports.map((transport) => ['engine', engine(transport), ''] as const),
    ['node:http forwarder', nodeForwarder(), ''],
    ['undici forwarder', undiciForwarder(), ''],
    ['http-proxy-3', httpProxy(), 'npm install --no-save http-proxy-3'],
  ];
  return {
    found: peers.flatMap(([, found]) => (found ? [found] : [])),
    missing: peers.flatMap(([name, found, remedy]) => (found ? [] : [{ name, remedy }])),
  };
}
