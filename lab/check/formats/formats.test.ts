import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import type { Diagnostic } from '../../../engine/core.ts';
import type { CheckReport } from '../report.ts';
import { type CheckFormat, FORMATS, formatReport } from './index.ts';

const route = { kind: 'IngressRoute', namespace: 'shop', name: 'cart' };

const mendable: Diagnostic = {
  severity: 'error',
  code: 'rule-syntax-v2',
  message: 'the rule is 100% "v2", <not> v3',
  advice: 'write Host(`a`) || Host(`b`)',
  resource: route,
  position: { file: 'k8s/a b,c.yaml', line: 8, column: 12, lineText: '  - match: Host(`a`, `b`)' },
  fix: {
    title: 'write Host(`a`) || Host(`b`)',
    edits: [
      {
        file: 'k8s/a b,c.yaml',
        from: { line: 8, column: 12 },
        to: { line: 8, column: 26 },
        text: 'Host(`a`) || Host(`b`)',
      },
    ],
  },
};

const warning: Diagnostic = {
  severity: 'warning',
  code: 'object-unused',
  message: 'something\nover two lines',
  position: { file: 'k8s/other.yaml', line: 1, column: 1, lineText: '' },
};

const nowhere: Diagnostic = { severity: 'error', code: 'field-removed', message: 'in no file' };

const report: CheckReport = {
  files: ['k8s/a b,c.yaml', 'k8s/good.yaml', 'k8s/other.yaml'],
  objects: 7,
  diagnostics: [mendable, warning, nowhere],
  strict: false,
};

const settings = { version: '1.2.3', paint: (_style: string, text: string) => text };
const format = (as: CheckFormat, given: CheckReport = report) => formatReport(given, as, settings);

test('text shows the line, a caret and what to write instead, and a summary', () => {
  assert.equal(
    format('text'),
    `k8s/a b,c.yaml:8:12: error[rule-syntax-v2] IngressRoute shop/cart: the rule is 100% "v2", <not> v3
      - match: Host(\`a\`, \`b\`)
               ^
    write Host(\`a\`) || Host(\`b\`)

k8s/other.yaml:1:1: warning[object-unused] something
over two lines

error[field-removed] in no file

3 files, 7 objects: 2 errors, 1 warning (1 can be mended: --fix)
`,
  );
  assert.equal(
    format('text', { ...report, files: ['a.yaml'], objects: 1, diagnostics: [] }),
    '1 file, 1 object: nothing found\n',
  );
});

test('text has colours where they are wanted', () => {
  const painted = formatReport({ ...report, diagnostics: [warning] }, 'text', {
    ...settings,
    paint: (style, text) => `<${style}>${text}</${style}>`,
  });
  assert.match(
    painted,
    /^<bold>k8s\/other\.yaml:1:1: <\/bold><yellow>warning\[object-unused\]<\/yellow> some/,
  );
});

test('github escapes what its workflow commands are made of', () => {
  assert.equal(
    format('github'),
    `::error file=k8s/a b%2Cc.yaml,line=8,col=12,title=rule-syntax-v2::IngressRoute shop/cart: the rule is 100%25 "v2", <not> v3%0Awrite Host(\`a\`) || Host(\`b\`)
::warning file=k8s/other.yaml,line=1,col=1,title=object-unused::something%0Aover two lines
::error title=field-removed::in no file
3 files, 7 objects: 2 errors, 1 warning (1 can be mended: --fix)
`,
  );
});

test('junit has a test case for each file, which fails by its errors', () => {
  assert.equal(
    format('junit'),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ingress-lab" tests="4" failures="2">
  <testsuite name="ingress-lab check" tests="4" failures="2" errors="0" skipped="0">
    <testcase name="k8s/a b,c.yaml" classname="ingress-lab.check">
      <failure type="rule-syntax-v2" message="the rule is 100% &quot;v2&quot;, &lt;not&gt; v3">k8s/a b,c.yaml:8:12: error[rule-syntax-v2] IngressRoute shop/cart: the rule is 100% &quot;v2&quot;, &lt;not&gt; v3
      - match: Host(\`a\`, \`b\`)
               ^
    write Host(\`a\`) || Host(\`b\`)</failure>
    </testcase>
    <testcase name="k8s/good.yaml" classname="ingress-lab.check"/>
    <testcase name="k8s/other.yaml" classname="ingress-lab.check">
      <system-out>k8s/other.yaml:1:1: warning[object-unused] something
over two lines</system-out>
    </testcase>
    <testcase name="manifests" classname="ingress-lab.check">
      <failure type="field-removed" message="in no file">error[field-removed] in no file</failure>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

test('junit: warnings fail, too, where they count', () => {
  assert.match(format('junit', { ...report, strict: true }), /tests="4" failures="3"/);
});

test('json is the findings as they are', () => {
  assert.deepEqual(JSON.parse(format('json')), {
    version: 1,
    summary: { files: 3, objects: 7, errors: 2, warnings: 1, fixable: 1 },
    findings: [mendable, warning, nowhere],
  });
});

describe('sarif', () => {
  const { runs, ...log } = JSON.parse(format('sarif'));
  const [run] = runs;

  test('is one run of version 2.1.0', () => {
    assert.equal(runs.length, 1);
    assert.deepEqual(log, { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' });
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.equal(run.tool.driver.name, 'ingress-lab');
    assert.equal(run.tool.driver.semanticVersion, '1.2.3');
  });

  test('has a rule for each code, with its page, and each result names its own', () => {
    const { rules } = run.tool.driver;
    assert.deepEqual(
      rules.map(({ id }: { id: string }) => id),
      ['field-removed', 'object-unused', 'rule-syntax-v2'],
    );
    assert.match(rules[2].helpUri, /^file:.*\/docs\/findings\/rule-syntax-v2\.md$/);
    assert.match(rules[2].help.markdown, /^# rule-syntax-v2\n/);
    assert.notEqual(rules[2].shortDescription.text, '');
    for (const { ruleId, ruleIndex } of run.results) assert.equal(rules[ruleIndex].id, ruleId);
  });

  test('says where a finding is, and how it is mended', () => {
    const artifactLocation = { uri: 'k8s/a%20b%2Cc.yaml' };
    assert.deepEqual(run.results[0], {
      ruleId: 'rule-syntax-v2',
      ruleIndex: 2,
      level: 'error',
      message: { text: 'the rule is 100% "v2", <not> v3; write Host(`a`) || Host(`b`)' },
      locations: [
        {
          physicalLocation: {
            artifactLocation,
            region: { startLine: 8, startColumn: 12, snippet: { text: '  - match: Host(`a`, `b`)' } },
          },
          logicalLocations: [{ name: 'IngressRoute shop/cart', kind: 'resource' }],
        },
      ],
      fixes: [
        {
          description: { text: 'write Host(`a`) || Host(`b`)' },
          artifactChanges: [
            {
              artifactLocation,
              replacements: [
                {
                  deletedRegion: { startLine: 8, startColumn: 12, endLine: 8, endColumn: 26 },
                  insertedContent: { text: 'Host(`a`) || Host(`b`)' },
                },
              ],
            },
          ],
        },
      ],
    });
    assert.deepEqual(run.results[2], {
      ruleId: 'field-removed',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'in no file' },
      locations: [],
    });
  });
});

test('code hosts are told of files by their place below the working directory', () => {
  const position = { file: resolve('k8s/x.yaml'), line: 1, column: 2, lineText: '' };
  const given = { ...report, diagnostics: [{ ...warning, message: 'text', position }] };
  assert.match(format('github', given), /^::warning file=k8s\/x\.yaml,line=1,col=2,/);
  assert.match(format('sarif', given), /"uri": "k8s\/x\.yaml"/);
  const outside = { ...position, file: '/elsewhere/x.yaml' };
  const elsewhere = { ...report, diagnostics: [{ ...warning, position: outside }] };
  assert.match(format('sarif', elsewhere), /"uri": "\/elsewhere\/x\.yaml"/);
});

test('every format ends its last line', () => {
  for (const name of FORMATS) assert.match(format(name), /[^\n]\n$/);
});
