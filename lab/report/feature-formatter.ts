import type { FormatterPlugin } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import { SummaryPrinter } from '@cucumber/pretty-formatter';

/** How the scenarios of one feature came out so far. */
interface FeatureTally {
  name: string;
  /** Scenarios that have not finished. */
  left: number;
  passed: number;
  failed: number;
  skipped: number;
}

/** A step that skips its scenario says why in a log that begins so. */
export const SKIP_PREFIX = 'skipped: ';

/** Follows the messages of a run and counts by feature. */
export class FeatureTallies {
  readonly #byUri = new Map<string, FeatureTally>();
  readonly #uriOfPickle = new Map<string, string>();
  readonly #uriOfCase = new Map<string, string>();
  readonly #caseOfAttempt = new Map<string, string>();
  readonly #statuses = new Map<string, Set<string>>();
  readonly #reasons = new Map<string, number>();
  /** Steps that no definition fits. */
  undefinedSteps = 0;

  /** Takes one message; returns the feature that it finishes, if it does. */
  update(envelope: Envelope): FeatureTally | undefined {
    const {
      gherkinDocument,
      pickle,
      testCase,
      testCaseStarted,
      testStepFinished,
      testCaseFinished,
      attachment,
    } = envelope;
    if (gherkinDocument?.feature)
      this.#feature(gherkinDocument.uri ?? '').name = gherkinDocument.feature.name;
    if (pickle) this.#uriOfPickle.set(pickle.id, pickle.uri);
    if (testCase) {
      const uri = this.#uriOfPickle.get(testCase.pickleId) ?? '';
      this.#uriOfCase.set(testCase.id, uri);
      this.#feature(uri).left += 1;
    }
    if (testCaseStarted) {
      this.#caseOfAttempt.set(testCaseStarted.id, testCaseStarted.testCaseId);
      this.#statuses.set(testCaseStarted.id, new Set());
    }
    if (testStepFinished) {
      this.#statuses.get(testStepFinished.testCaseStartedId)?.add(testStepFinished.testStepResult.status);
    }
    if (attachment?.body.startsWith(SKIP_PREFIX)) {
      const reason = attachment.body.slice(SKIP_PREFIX.length);
      this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    }
    if (!testCaseFinished || testCaseFinished.willBeRetried) return undefined;
    return this.#finish(testCaseFinished.testCaseStartedId);
  }

  get all(): readonly FeatureTally[] {
    return [...this.#byUri.values()].filter(({ passed, failed, skipped }) => passed + failed + skipped > 0);
  }

  /** Why scenarios were skipped, and how many for each reason. */
  get reasons(): ReadonlyMap<string, number> {
    return this.#reasons;
  }

  #feature(uri: string): FeatureTally {
    const known = this.#byUri.get(uri) ?? { name: uri, left: 0, passed: 0, failed: 0, skipped: 0 };
    this.#byUri.set(uri, known);
    return known;
  }

  #finish(attempt: string): FeatureTally | undefined {
    const feature = this.#feature(this.#uriOfCase.get(this.#caseOfAttempt.get(attempt) ?? '') ?? '');
    const statuses = this.#statuses.get(attempt) ?? new Set();
    const failed = ['FAILED', 'AMBIGUOUS', 'UNDEFINED', 'PENDING', 'UNKNOWN'].some((status) =>
      statuses.has(status),
    );
    if (failed) feature.failed += 1;
    else if (statuses.has('SKIPPED')) feature.skipped += 1;
    else feature.passed += 1;
    feature.left -= 1;
    return feature.left === 0 ? feature : undefined;
  }
}

/**
 * Prints a line for each feature when its last scenario has finished, then the failures with what was attached, why
 * scenarios were skipped, and a closing line with the counts.
 */
const formatter: FormatterPlugin = {
  type: 'formatter',
  formatter({ on, write, stream }) {
    const tallies = new FeatureTallies();
    const printer = new SummaryPrinter({ stream });
    on('message', (envelope) => {
      const feature = tallies.update(envelope);
      if (feature) write(`${mark(feature)} ${feature.name} (${describe(feature)})\n`);
      // Suggestions are TypeScript; whoever writes scenarios is better served by the list of steps.
      if (!envelope.suggestion) printer.update(envelope);
      if (envelope.suggestion) tallies.undefinedSteps += 1;
      if (envelope.testRunFinished) write(closing(tallies));
    });
  },
};

export default formatter;

function mark({ failed, passed }: FeatureTally): string {
  if (failed > 0) return '✗';
  return passed > 0 ? '✓' : '-';
}

function describe({ passed, failed, skipped }: FeatureTally): string {
  const total = passed + failed + skipped;
  const parts = [`${total} scenario${total === 1 ? '' : 's'}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(', ');
}

function closing(tallies: FeatureTallies): string {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    tallies.all.reduce((total, tally) => total + tally[key], 0);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  const reasons = [...tallies.reasons].map(([reason, times]) => `${times} skipped: ${reason}\n`);
  if (tallies.undefinedSteps > 0) {
    reasons.push(
      'There is no such step: ingress-lab steps WORD... lists those that speak of something, each with an example\n',
    );
  }
  return `${reasons.join('')}scenarios: ${sum('passed')} passed, ${sum('failed')} failed${skipped}\n`;
}
