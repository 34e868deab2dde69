import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ManifestText } from '../../engine/core.ts';
import type { CheckOptions } from './check.ts';

/** A manifest file of the tests, with what its first lines say about it. */
export interface TestManifest {
  readonly name: string;
  readonly text: ManifestText;
  readonly options: CheckOptions;
  /** `code line:column` of the one finding; absent: there is none. */
  readonly expected?: string;
}

/** What certificates of the tests are held against. */
export const TEST_NOW = new Date('2027-01-01T00:00:00Z');

/**
 * Reads a manifest whose first lines say how it is to be checked:
 *
 *     # expect: service-not-found 12:13
 *     # flags: --entrypoints.web.address=:80 --traefikversion=2.11
 *     # as: dynamic.yml
 *     # partial: true
 *     # limits: true
 *     # controllers: one --providers.kubernetescrd.ingressclass=one; two --api=true
 *
 * All but the first may be left out, and `expect` too where nothing is found. `as` names the file in place of its own name.
 */
export async function readTestManifest(path: string): Promise<TestManifest> {
  const text = await readFile(path, 'utf8');
  const header = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^# (\w+): (.+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) break;
    header.set(key, value.trim());
  }
  const unknown = [...header.keys()].filter((key) => !KEYS.has(key));
  if (unknown.length > 0) throw new Error(`${path}: the first lines have no key ${unknown.join(', ')}`);
  const name = basename(path);
  const expected = header.get('expect');
  return {
    name,
    text: { file: header.get('as') ?? name, text },
    options: {
      flags: words(header.get('flags')),
      partial: header.get('partial') === 'true',
      limits: header.get('limits') === 'true',
      controllers: controllers(header.get('controllers')),
      now: TEST_NOW,
    },
    ...(expected === undefined ? {} : { expected }),
  };
}

const KEYS: ReadonlySet<string> = new Set(['expect', 'flags', 'as', 'partial', 'limits', 'controllers']);

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Of `one --a=b --c=d; two --e=f`. */
export function controllers(text = ''): NonNullable<CheckOptions['controllers']> {
  const written = text.split(';').map(words);
  return written.flatMap(([name, ...flags]) => (name === undefined ? [] : [{ name, flags }]));
}
