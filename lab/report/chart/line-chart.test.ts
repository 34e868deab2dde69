import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LineChart, lineChart } from './line-chart.ts';
import { exactScale, linearScale } from './scale.ts';

const chart: LineChart = {
  id: 'test',
  title: 'A & B',
  description: 'What <it> shows.',
  xs: [0, 1, 2, 3, 4],
  x: { label: 'time (s)', scale: exactScale(0, 4), format: String },
  y: { label: 'ms', scale: linearScale([10]), format: String },
  series: [
    { name: 'appv1', values: [0, 10, undefined, 5, undefined] },
    { name: 'appv2', values: [1, 2, 3, 4, 5] },
  ],
  marks: [{ at: 2, label: 'weight of "appv2" becomes 25' }],
};

describe('a chart of lines', () => {
  const svg = lineChart(chart);

  it('has a title and a description for those who cannot see it', () => {
    assert.match(svg, /role="img" aria-labelledby="test-title test-desc"/);
    assert.match(
      svg,
      /<title id="test-title">A &amp; B<\/title>\n<desc id="test-desc">What &lt;it&gt; shows\.<\/desc>/,
    );
  });

  it('has a line for each series, with gaps where there is no value', () => {
    const paths = [...svg.matchAll(/<path class="line" stroke="#\w+" d="(M[^"]+)"\/><circle/g)].map(
      ([, d = '']) => d,
    );
    assert.equal(paths.length, 2);
    assert.equal(paths[0]?.match(/M/g)?.length, 2);
    assert.equal(paths[1]?.match(/M/g)?.length, 1);
  });

  it('marks what was changed by a line with its label', () => {
    assert.match(svg, /<g class="mark"><title>weight of &quot;appv2&quot; becomes 25<\/title><path d="M456 /);
  });

  it('stands alone: it asks for nothing and has no script', () => {
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|<script|url\(|@import/);
  });

  it('has no number that is not one', () => assert.doesNotMatch(svg, /NaN|Infinity|undefined/));

  it('is drawn of nothing', () => {
    const empty = lineChart({ ...chart, xs: [], series: [], marks: [] });
    assert.doesNotMatch(empty, /NaN|Infinity|undefined/);
  });
});
