import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Which rooms a room may import from, besides itself. What is not listed may import nothing of ours. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'engine/rules': [],
  'engine/balancing': [],
  'engine/resources': [],
  'engine/net': [],
  'engine/virtual': ['engine/net'],
  'engine/tls': ['engine/net'],
  'engine/transport': ['engine/net'],
  'engine/static': ['engine/resources', 'engine/net'],
  'engine/providers': ['engine/net', 'engine/resources', 'engine/static'],
  'engine/configuration': ['engine/resources', 'engine/rules', 'engine/static'],
  'engine/middlewares': ['engine/net', 'engine/resources', 'engine/transport'],
  'engine/routing': ['engine/rules', 'engine/balancing', 'engine/middlewares'],
  'engine/observability': ['engine/configuration', 'engine/middlewares', 'engine/rules', 'engine/static'],
  'engine/reachability': ['engine/routing', 'engine/rules'],
  'engine/tcp': [
    'engine/routing',
    'engine/rules',
    'engine/balancing',
    'engine/tls',
    'engine/transport',
    'engine/net',
    'engine/observability',
    'engine/static',
  ],
  'engine/udp': [
    'engine/routing',
    'engine/balancing',
    'engine/net',
    'engine/observability',
    'engine/static',
    'engine/tcp',
  ],
  'engine/http': [
    'engine/routing',
    'engine/rules',
    'engine/balancing',
    'engine/middlewares',
    'engine/tls',
    'engine/transport',
    'engine/net',
    'engine/observability',
    'engine/static',
  ],
  'engine/trace': ['engine/balancing', 'engine/middlewares', 'engine/routing', 'engine/rules'],
  'engine/assembly': [
    'engine/balancing',
    'engine/configuration',
    'engine/middlewares',
    'engine/resources',
    'engine/routing',
    'engine/rules',
    'engine/static',
    'engine/tls',
  ],
  engine: ['engine/*'],
  // Whole engines in threads: stands above everything but the public interface.
  'engine/workers': ['engine/engine', 'engine/engine-options', 'engine/configurator', 'engine/*'],
  certs: [],
  lab: ['engine/core', 'engine/index', 'engine/reachability/index', 'engine/virtual/index', 'certs/index'],
  steps: ['engine/core', 'engine/index', 'lab/index', 'certs/index'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = (await Promise.all(['engine', 'lab', 'steps', 'certs'].map(sources))).flat();
const imports = files.flatMap(importsOf);

async function sources(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g);
  return [...found].map(([, path = '']) => ({ from: file, to: normalize(join(dirname(file), path)) }));
}

/** `engine/rules/lexer.ts` is of the room `engine/rules`, `engine/engine.ts` of `engine`, `lab/...` of `lab`. */
function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'engine' && !second.endsWith('.ts') ? `${first}/${second}` : first;
}

function isTest(file: string): boolean {
  return /\.test\.ts$|\/test-[^/]+\.ts$/.test(file);
}

describe('imports', () => {
  test('point only where the architecture lets them', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [room, target] = [roomOf(from), roomOf(to)];
      if (isTest(from) || room === target) return false;
      return !(ALLOWED[room] ?? []).some(
        (allowed) =>
          allowed === target ||
          to === `${allowed}.ts` ||
          (allowed === 'engine/*' && target.startsWith('engine/')),
      );
    });
    assert.deepEqual(
      wrong.map(({ from, to }) => `${from} -> ${to}`),
      [],
    );
  });

  test('form no circle', () => {
    const targets = new Map<string, string[]>();
    for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(file), `circle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      if (done.has(file)) return;
      for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  test('only what watches a Kubernetes API loads the client library for it, and when it is needed', () => {
    const loading = files.filter(
      (file) =>
        file.startsWith('engine/') && /@kubernetes\/client-node/.test(readFileSync(join(root, file), 'utf8')),
    );
    assert.deepEqual(
      loading.filter((file) => !file.startsWith('engine/providers/kubernetes/')),
      [],
    );
    const atOnce = /^import (?!type )[^;]*@kubernetes\/client-node/m;
    assert.deepEqual(
      loading.filter((file) => atOnce.test(readFileSync(join(root, file), 'utf8'))),
      [],
    );
  });

  test('only the transport reaches behind what Node documents', () => {
    const internals = /\b_handle\b|_tlsError|kBuffer|latin1Slice|process\.binding|internalBinding/;
    const reaching = files.filter(
      (file) =>
        file.startsWith('engine/') &&
        !file.startsWith('engine/transport/') &&
        !isTest(file) &&
        internals.test(readFileSync(join(root, file), 'utf8')),
    );
    assert.deepEqual(reaching, []);
  });

  test('were found at all', () => {
    assert.ok(imports.length > 300, `only ${imports.length} imports were read`);
  });
});
