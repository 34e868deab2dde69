import type { FormatterPlugin } from '@cucumber/cucumber/api';
import { RunResults } from './run-results.ts';
import { runSummary } from './run-summary.ts';

/** Writes the summary of a run when it has ended, for the summary of a job of GitHub Actions. */
const formatter: FormatterPlugin = {
  type: 'formatter',
  formatter({ on, write }) {
    const results = new RunResults();
    on('message', (envelope) => {
      results.update(envelope);
      if (envelope.testRunFinished) write(runSummary(results));
    });
  },
};

export default formatter;
