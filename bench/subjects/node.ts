import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startNodeSubject } from './node-process.ts';
import { startRoutedEngine } from './routes/engine.ts';
import type { Need, Subject } from './subject.ts';

/** How the engine moves bytes. */
export type TransportName = 'fast' | 'portable';

const EVERYTHING: ReadonlySet<Need> = new Set([
  'http',
  'websocket',
  'https',
  'http2',
  'tcp',
  'udp',
  'routes',
]);
const FORWARDED: ReadonlySet<Need> = new Set(['http', 'https', 'http2']);

/** The engine of this project, in one worker. */
export function engine(transport: TransportName): Subject {
  return {
    name: transport === 'fast' ? 'engine' : 'engine, portable',
    serves: EVERYTHING,
    version: ownVersion(),
    start: (settings, signal) =>
      settings.routes
        ? startRoutedEngine(settings, settings.routes, transport, signal)
        : startNodeSubject('engine-process.ts', settings, { transport }, signal),
  };
}

/** The least that Node's own HTTP can forward with. */
export function nodeForwarder(): Subject {
  return {
    name: 'node:http forwarder',
    serves: FORWARDED,
    version: process.version,
    start: (settings, signal) => startNodeSubject('forwarder-process.ts', settings, {}, signal),
  };
}

/** Node's own HTTP in front, undici behind. */
export function undiciForwarder(): Subject {
  return {
    name: 'undici forwarder',
    serves: FORWARDED,
    version: versionOfPackage('undici') ?? '',
    start: (settings, signal) => startNodeSubject('undici-process.ts', settings, {}, signal),
  };
}

/** http-proxy-3, if it is installed. */
export function httpProxy(): Subject | undefined {
  const version = versionOfPackage('http-proxy-3');
  if (version === undefined) return undefined;
  return {
    name: 'http-proxy-3',
    serves: new Set<Need>(['http', 'websocket', 'https']),
    version,
    start: (settings, signal) => startNodeSubject('http-proxy-process.ts', settings, {}, signal),
  };
}

function versionOfPackage(name: string): string | undefined {
  try {
    return versionIn(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

function ownVersion(): string {
  return versionIn(new URL('../../package.json', import.meta.url)) ?? '';
}

function versionIn(file: string | URL): string | undefined {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof content !== 'object' || content === null || !('version' in content)) return undefined;
  return String(content.version);
}
