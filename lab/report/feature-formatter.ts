import type { FormatterPlugin } from '@cucumber/cucumber/api';
import { SummaryPrinter } from '@cucumber/pretty-formatter';
import { RunResults, type ScenarioResult } from './run-results.ts';
import { skipReasons, type Tally, tallyOf } from './tally.ts';

/**
 * Prints a line for each feature when its last scenario has finished, then the failures with what was attached, why
 * scenarios were skipped, and a closing line with the counts.
 */
const formatter: FormatterPlugin = {
  type: 'formatter',
  formatter({ on, write, stream }) {
    const results = new RunResults();
    let undefinedSteps = 0;
    const printer = new SummaryPrinter({ stream });
    on('message', (envelope) => {
      const ended = results.update(envelope);
      if (ended && results.left(ended.uri) === 0) write(featureLine(results, ended));
      // Suggestions are TypeScript; whoever writes scenarios is better served by the list of steps.
      if (!envelope.suggestion) printer.update(envelope);
      if (envelope.suggestion) undefinedSteps += 1;
      if (envelope.testRunFinished) write(closing(results, undefinedSteps));
    });
  },
};

export default formatter;

function featureLine({ scenarios }: RunResults, { uri, feature }: ScenarioResult): string {
  const tally = tallyOf(scenarios.filter((scenario) => scenario.uri === uri));
  return `${mark(tally)} ${feature} (${describe(tally)})\n`;
}

function mark({ failed, passed }: Tally): string {
  if (failed > 0) return '✗';
  return passed > 0 ? '✓' : '-';
}

function describe({ passed, failed, skipped }: Tally): string {
  const total = passed + failed + skipped;
  const parts = [`${total} scenario${total === 1 ? '' : 's'}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(', ');
}

function closing({ scenarios }: RunResults, undefinedSteps: number): string {
  const { passed, failed, skipped } = tallyOf(scenarios);
  const reasons = [...skipReasons(scenarios)].map(([reason, times]) => `${times} skipped: ${reason}\n`);
  if (undefinedSteps > 0) {
    reasons.push(
      'There is no such step: ingress-lab steps WORD... lists those that speak of something, each with an example\n',
    );
  }
  const also = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${reasons.join('')}scenarios: ${passed} passed, ${failed} failed${also}\n`;
}
