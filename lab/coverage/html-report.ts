import { escaped } from '../report/escaped.ts';
import { htmlPage } from '../report/html-page.ts';
import { type FileCoverage, fileCoverage, type LineCoverage } from './file-coverage.ts';
import { type ItemKind, KINDS } from './item.ts';
import { type Count, type CoverageResult, percentOf, unreached } from './result.ts';
import { describeItem } from './summary.ts';

const STYLE = `
:root { --hit: light-dark(#d8f0dc, #15391f); --part: light-dark(#fdf0c8, #443605); --miss: light-dark(#fbdcdc, #4c1a1a); }
.source { font: 13px/1.5 ui-monospace, monospace; width: 100%; border: 1px solid var(--line); }
.source td { padding: 0 .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.source td.number { white-space: nowrap; width: 1%; }
.hit { background: var(--hit); } .part { background: var(--part); } .miss { background: var(--miss); }
`;

/** The coverage as one page that needs nothing else. @param texts the manifest files' texts, by name */
export function coverageHtml(result: CoverageResult, texts: ReadonlyMap<string, string>): string {
  const files = fileCoverage(result);
  const missed = unreached(result);
  return htmlPage(
    `Coverage of the manifests: ${percentOf(result.all)} %`,
    `<p>${result.all.covered} of ${result.all.total} things that the manifests have were put to use by a scenario.</p>
${countTable(
  'What',
  (Object.keys(KINDS) as ItemKind[]).map((kind) => [escaped(KINDS[kind]), result.kinds[kind]]),
)}
<h2>Reached by no scenario</h2>
${missed.length === 0 ? '<p>Nothing: all of it was reached.</p>' : ''}
<ul>
${missed.map((item) => `<li><a href="#${anchor(item.file, item.line)}">${escaped(describeItem(item))}</a></li>`).join('\n')}
</ul>
<h2>Files</h2>
${countTable(
  'File',
  files.map(({ file, count }) => [`<a href="#${anchor(file)}">${escaped(file)}</a>`, count]),
)}
<p>✓ used, ~ some of the line used, ✗ not used; what is on a line is shown when the pointer rests on it.</p>
${files.map((file) => fileSection(file, texts.get(file.file) ?? '')).join('\n')}`,
    STYLE,
  );
}

function countTable(title: string, rows: readonly (readonly [label: string, count: Count])[]): string {
  const lines = rows.map(
    ([label, count]) =>
      `<tr><td>${label}</td><td class="number">${count.covered} of ${count.total}</td><td class="number">${count.total === 0 ? '' : `${percentOf(count)} %`}</td></tr>`,
  );
  return `<table><tr><th>${title}</th><th>used</th><th></th></tr>\n${lines.join('\n')}\n</table>`;
}

function fileSection({ file, count, lines }: FileCoverage, text: string): string {
  const known = new Map(lines.map((line) => [line.line, line]));
  const rows = text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line, index) => sourceRow(file, index + 1, line, known.get(index + 1)));
  return `<details id="${anchor(file)}" open><summary>${escaped(file)} <small>${percentOf(count)} %, ${count.covered} of ${count.total}</small></summary>
<table class="source">
${rows.join('\n')}
</table></details>`;
}

function sourceRow(file: string, number: number, text: string, line: LineCoverage | undefined): string {
  const id = `id="${anchor(file, number)}"`;
  if (!line)
    return `<tr ${id}><td class="number">${number}</td><td></td><td></td><td>${escaped(text)}</td></tr>`;
  const [mark, style] = line.partly ? ['~', 'part'] : line.hit > 0 ? ['✓', 'hit'] : ['✗', 'miss'];
  const about = line.items.map((item) => `${describeItem(item)}: used ${item.hits} times`).join('\n');
  return `<tr ${id} class="${style}" title="${escaped(about)}"><td class="number">${number}</td><td>${mark}</td><td class="number">${line.hit}</td><td>${escaped(text)}</td></tr>`;
}

function anchor(file: string, line?: number): string {
  const name = encodeURIComponent(file).replaceAll('%', '_').replaceAll("'", '_27');
  return line === undefined ? name : `${name}-${line}`;
}
