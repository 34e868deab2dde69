import { type Diagnostic, formatDiagnostic } from '../../../engine/core.ts';
import { escaped } from '../../report/escaped.ts';
import type { CheckReport } from '../report.ts';

/** The test case for findings that are in no file. */
const NOWHERE = 'manifests';

/** JUnit's XML: each file is a test case, which fails by the findings in it. Warnings fail it if they count. */
export function junitReport({ files, diagnostics, strict }: CheckReport): string {
  const byFile = Map.groupBy(diagnostics, ({ position }) => position?.file ?? NOWHERE);
  const names = [...new Set([...files, ...byFile.keys()])];
  const cases = names.map((name) => testCase(name, byFile.get(name) ?? [], strict));
  const failures = cases.filter(({ failed }) => failed).length;
  const counts = `tests="${cases.length}" failures="${failures}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="ingress-lab" ${counts}>`,
    `  <testsuite name="ingress-lab check" ${counts} errors="0" skipped="0">`,
    ...cases.map(({ xml }) => xml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(
  name: string,
  found: readonly Diagnostic[],
  strict: boolean,
): { readonly xml: string; readonly failed: boolean } {
  const counting = found.filter(({ severity }) => strict || severity === 'error');
  const others = found.filter((finding) => !counting.includes(finding));
  const [first] = counting;
  const open = `    <testcase name="${escaped(name)}" classname="ingress-lab.check"`;
  if (found.length === 0) return { xml: `${open}/>`, failed: false };
  const failure =
    first === undefined
      ? []
      : [
          `      <failure type="${escaped(first.code)}" message="${escaped(first.message)}">${textOf(counting)}</failure>`,
        ];
  const output = others.length === 0 ? [] : [`      <system-out>${textOf(others)}</system-out>`];
  return {
    xml: [`${open}>`, ...failure, ...output, '    </testcase>'].join('\n'),
    failed: first !== undefined,
  };
}

function textOf(found: readonly Diagnostic[]): string {
  return escaped(found.map(formatDiagnostic).join('\n'));
}
