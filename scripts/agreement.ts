/**
 * Runs the canary live and simulated with twenty seeds and says whether they agree on counts and latencies.
 * `node scripts/agreement.ts [FILE.html]`: also as a page. Ends with 1 if one of them does not agree.
 */
import { writeFile } from 'node:fs/promises';
import { agreementPage, agreementText } from '../lab/simulation/report/agreement-report.ts';
import { agrees } from '../lab/simulation/validation/agreement.ts';
import { BOUNDS, liveAgreements } from '../lab/simulation/validation/test-agreements.ts';

const [page] = process.argv.slice(2);
const agreements = await liveAgreements();
process.stdout.write(agreementText(agreements, BOUNDS));
if (page !== undefined) {
  const command = `node scripts/agreement.ts ${page}`;
  await writeFile(page, agreementPage(agreements, BOUNDS, { command }));
}
process.exitCode = agreements.every(agrees) ? 0 : 1;
