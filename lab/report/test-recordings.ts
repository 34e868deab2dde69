import { readFileSync } from 'node:fs';
import { RunResults } from './run-results.ts';

/**
 * What Cucumber said in a run of a small feature, without what the reader passes over. `with-manifests` had manifests under
 * test, `without-manifests` had none: one scenario failed that the other run saw pass, and one was skipped.
 */
export function recordedRun(name: 'with-manifests' | 'without-manifests'): RunResults {
  const results = new RunResults();
  const text = readFileSync(new URL(`recorded/${name}.ndjson`, import.meta.url), 'utf8');
  for (const line of text.trimEnd().split('\n')) results.update(JSON.parse(line));
  return results;
}
