import { fileURLToPath } from 'node:url';
import type { ListeningAddress } from '../../engine/index.ts';
import { packageRoot } from '../package-root.ts';

/** What a command line needs to reach the lab. */
export interface Reach {
  /** Address of an entry point of a controller, `127.0.0.1:8000`. */
  at(entryPoint: string, controller?: string): string;
  /** Folder with the certificates. */
  readonly certificates: string;
  /** A script that lets a Node program reach the lab by the name mongo.local. */
  readonly resolver: string;
}

/** A traffic pattern that the lab comes with. */
export interface Pattern {
  readonly title: string;
  /** Objects of the cluster. */
  readonly manifests: readonly string[];
  /** A command to copy and paste that shows it. */
  command(reach: Reach): string;
}

const manifest = (path: string): string => fileURLToPath(new URL(`fixtures/manifests/${path}`, packageRoot));

/** What the file provider of the lab's own proxy reads: dynamic files are no objects of the cluster, which all see. */
export const PATTERN_FILES: string = manifest('files');

/** The patterns in the order they are taught. */
export const PATTERNS: readonly Pattern[] = [
  {
    title: 'canary: three requests in four to appv1 (whoami), one to appv2 (nginx)',
    manifests: [manifest('canary')],
    command: ({ at }) =>
      `for i in 1 2 3 4; do curl -s -H 'Host: wrr.xinn.cc' http://${at('web')}/ | head -n 1; done`,
  },
  {
    title: 'mirroring: v1 answers, every other request also goes to v2',
    manifests: [manifest('mirroring')],
    command: ({ at }) =>
      `curl -s -o /dev/null -w '%{http_code}\\n' -H 'Host: mirror.xinn.cc' http://${at('web')}/`,
  },
  {
    title: 'cookie: who shows the one of appv2 is answered by it each time',
    manifests: [manifest('balancing/cookie.yaml')],
    command: ({ at }) =>
      `curl -s -i -H 'Host: cookie.xinn.cc' http://${at('web')}/ -b bound=79ef3c2b9cecb0d5 | grep -i title`,
  },
  {
    title:
      'health: appv1 is told to answer 503, does so once and gets nothing for an hour; appv2 answers 404 alone',
    manifests: [manifest('health')],
    command({ at }) {
      const curl = `curl -s -o /dev/null -H 'Host: passive.xinn.cc' http://${at('web')}/health`;
      return `for i in 1 2; do ${curl} -d 503; done; for i in 1 2 3 4; do ${curl} -w '%{http_code}\\n'; done`;
    },
  },
  {
    title: 'files: a route of a dynamic file (TOML) leads to the canary, and marks its answers',
    manifests: [],
    command: ({ at }) => `curl -s -i -H 'Host: beside.xinn.cc' http://${at('web')}/ | grep -i x-marked`,
  },
  {
    title: 'MongoDB over plain TCP',
    manifests: [manifest('mongo')],
    command: ({ at }) => `mongosh mongodb://${at('mongo')}/ --quiet --eval 'show dbs'`,
  },
  {
    title: 'MongoDB by name over mutual TLS (mongosh from npm; the preload stands in for /etc/hosts)',
    manifests: [manifest('mongo-tls/mutual-tls.yaml')],
    command: ({ at, certificates, resolver }) =>
      `NODE_OPTIONS='--require ${resolver}' mongosh 'mongodb://mongo.local:${at('mongo').split(':').at(-1)}/' --quiet --tls` +
      ` --tlsCAFile ${certificates}/ca.crt --tlsCertificateKeyFile ${certificates}/mongo-client.pem --eval 'show dbs'`,
  },
  {
    title: 'UDP: a client sticks to one of two pods, the next client gets the other',
    manifests: [manifest('udp')],
    command: ({ at }) => `printf WHO | socat -t 1 - UDP4:${at('udpep')}`,
  },
  {
    title: 'controllers: a route that only the controller of class traefik-in takes',
    manifests: [manifest('controllers')],
    command: ({ at }) => `curl -s -H 'Host: internal.xinn.cc' http://${at('web', 'traefik-in')}/ | head -n 1`,
  },
];

/** Where people reach an address: a wildcard address is reached on loopback. */
export function reachable({ host, port }: ListeningAddress): string {
  const name = ['', '::', '0.0.0.0'].includes(host) ? '127.0.0.1' : host;
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
}
