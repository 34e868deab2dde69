/** Writes docs/performance.md and docs/performance.svg from results: `node bench/report.ts [FILE]`. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chart } from './results/chart.ts';
import type { Report } from './results/model.ts';
import { page } from './results/page.ts';

/** Sections that other programs of this folder write. */
const SECTIONS = ['reports/kubernetes.md', 'reports/corpus.md'];

const [file = 'reports/bench.json'] = process.argv.slice(2);
const docs = fileURLToPath(new URL('../docs/', import.meta.url));
// Written by this bench in the same version.
const report: Report = JSON.parse(await readFile(file, 'utf8'));
const sections = await Promise.all(SECTIONS.map((one) => readFile(one, 'utf8').catch(() => '')));
await writeFile(`${docs}performance.md`, page(report, 'performance.svg', sections));
await writeFile(`${docs}performance.svg`, chart(report));
process.stdout.write(`docs/performance.md and docs/performance.svg are of ${report.startedAt}\n`);
