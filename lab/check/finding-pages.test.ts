import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  type Diagnostic,
  FINDING_CODES,
  formatDiagnostic,
  readManifests,
  seededRandom,
} from '../../engine/core.ts';
import { requireBackend } from '../backends/catalogue.ts';
import { Cluster } from '../cluster/cluster.ts';
import { packageRoot } from '../package-root.ts';
import { plannedRuntime } from '../preview/planned-runtime.ts';
import { check } from './check.ts';
import { findingCodes, findingPage, findingPages } from './finding-pages.ts';
import { exampleIn, fencesUnder } from './test-finding-examples.ts';

/** Certificates in examples are valid then. */
const NOW = new Date('2027-01-01T00:00:00Z');

/** Kinds of finding whose example gives more than itself once, and all that it gives. */
const GIVES: Readonly<Record<string, readonly string[]>> = {
  // Authorities are only given up when the Secret that holds them was found wrong.
  'client-auth-off': ['client-auth-off', 'secret-not-found'],
  // Each of the routers that disagree is told, at its own place.
  'tls-options-conflict': ['tls-options-conflict', 'tls-options-conflict'],
};

/** Kinds of finding that no text of manifests gives by itself, and what gives them. The page shows the finding. */
const ELSEWHERE: Readonly<Record<string, () => Promise<readonly Diagnostic[]>>> = {
  // An object has to be there before it can be changed.
  'field-immutable': async () => {
    await using cluster = new Cluster({ runtime: plannedRuntime(), random: seededRandom(1) });
    await cluster.apply(deployment('shop', 'traefik/whoami'), { file: 'deployment.yaml' });
    const changed = deployment('store', 'traefik/whoami');
    return (await cluster.apply(changed, { file: 'deployment.yaml' })).diagnostics;
  },
  // Paths are a matter of whoever reads the texts.
  'path-not-found': async () => (await readManifests(['deploy/shpo'])).diagnostics,
  'path-unreadable': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-pages-'));
    try {
      await symlink('loop', join(folder, 'loop'));
      const { diagnostics } = await readManifests([join(folder, 'loop')]);
      return diagnostics.map((diagnostic) => ({
        ...diagnostic,
        message: diagnostic.message.replaceAll(`${folder}/`, ''),
      }));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  // Nothing is started to check a text.
  'pod-cannot-start': async () => {
    const runtime = {
      start: (...[pod, workload]: Parameters<ReturnType<typeof plannedRuntime>['start']>) => {
        requireBackend(pod.spec.containers[0]?.image ?? '', workload);
        return Promise.reject(new Error('the image was not to run'));
      },
    };
    await using cluster = new Cluster({ runtime, random: seededRandom(1) });
    await cluster.apply(deployment('shop', 'example/shop'), { file: 'deployment.yaml' });
    await cluster.settled(10_000);
    return cluster.diagnostics;
  },
};

function deployment(label: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: ${label} } }
  template:
    metadata: { labels: { app: ${label} } }
    spec: { containers: [{ name: shop, image: ${image} }] }
`;
}

test('there is a page for every code, and a code for every page', async () => {
  const files = await readdir(new URL('docs/findings/', packageRoot));
  const pages = files.filter((file) => file !== 'README.md').map((file) => file.replace(/\.md$/, ''));
  assert.deepEqual(pages.toSorted(), findingCodes.toSorted());
  assert.deepEqual(
    findingPages().map(({ code }) => code),
    findingCodes,
  );
});

test('codes are listed in alphabetical order', () => {
  assert.deepEqual(findingCodes, findingCodes.toSorted());
});

test('every code is used by the sources', async () => {
  const sources = await Promise.all(['engine/', 'lab/'].map(sourcesIn));
  const text = sources.flat().join('\n');
  assert.deepEqual(
    findingCodes.filter((code) => !text.includes(`'${code}'`)),
    [],
  );
});

async function sourcesIn(folder: string): Promise<string[]> {
  const root = new URL(folder, packageRoot);
  const names = await readdir(root, { recursive: true });
  const sources = names.filter(
    (name) => /\.ts$/.test(name) && !/test/.test(name) && !name.endsWith('finding-codes.ts'),
  );
  return Promise.all(sources.map((name) => readFile(new URL(name, root), 'utf8')));
}

test('a code that does not exist has no page', () => {
  for (const code of ['unheard-of', 'README', '../steps', '']) assert.equal(findingPage(code), undefined);
});

test('every page begins with its code and a summary of one or two sentences', () => {
  for (const { code, summary, text } of findingPages()) {
    assert.ok(text.startsWith(`# ${code}\n\n`), code);
    assert.match(summary, /^[A-Z].{20,230}\.$/, code);
    assert.ok((summary.match(/\.(?= |$)/g) ?? []).length <= 2, code);
  }
});

describe('the wrong example', () => {
  for (const { code, text } of findingPages()) {
    if (code in ELSEWHERE) continue;
    const expected = GIVES[code] ?? [code];
    test(`of ${code} gives ${expected.join(' and ')}, and nothing else`, async () => {
      const { texts, options } = exampleIn(text, 'Wrong');
      const found = await check(texts, { ...options, now: NOW, limits: true });
      assert.deepEqual(
        found.map((diagnostic) => diagnostic.code),
        expected,
        found.map(formatDiagnostic).join('\n'),
      );
      for (const { position, severity, code: given } of found) {
        assert.ok(position, 'the finding says where it is');
        const gravity = FINDING_CODES[given];
        assert.ok(
          gravity === 'either' || gravity === severity,
          `${given} is told as ${severity}, not ${gravity}`,
        );
      }
    });
  }
});

describe('the right example', () => {
  for (const { code, text } of findingPages()) {
    if (code in ELSEWHERE) continue;
    test(`of ${code} gives no finding`, async () => {
      const { texts, options } = exampleIn(text, 'Right');
      const found = await check(texts, { ...options, now: NOW, limits: true });
      assert.deepEqual(found.map(formatDiagnostic), []);
    });
  }
});

describe('what no manifest gives by itself is shown as it is told', () => {
  for (const [code, find] of Object.entries(ELSEWHERE)) {
    test(code, async () => {
      const found = await find();
      assert.deepEqual(
        found.map((diagnostic) => diagnostic.code),
        [code],
      );
      const [example] = fencesUnder(findingPage(code)?.text ?? '', 'Example');
      assert.equal(example?.text, `${found.map(formatDiagnostic).join('\n')}\n`);
    });
  }
});
