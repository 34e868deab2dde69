import type { Diagnostic, ManifestText } from '../../engine/core.ts';

/** A comment that wants findings ignored. */
interface Ignore {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
  readonly codes: readonly string[];
  readonly reason: string;
  /** The line that it speaks of. */
  readonly target: number;
}

const COMMENT = /(?:^|\s)(#\s*ingress-lab-ignore\b(.*))$/;
const FORM = '# ingress-lab-ignore CODE: reason';

/**
 * Leaves out what comments of the form `# ingress-lab-ignore CODE: reason` want ignored, on the same line or, where the
 * comment has a line for itself, on the next. What is wrong with such a comment is a finding.
 */
export function withoutIgnored(
  diagnostics: readonly Diagnostic[],
  texts: readonly ManifestText[],
): Diagnostic[] {
  const ignores = texts.flatMap(ignoresIn);
  if (ignores.length === 0) return [...diagnostics];
  const used = new Map<Ignore, Set<string>>(ignores.map((ignore) => [ignore, new Set()]));
  const kept = diagnostics.filter(({ code, position }) => {
    const ignoring = ignores.filter(
      ({ file, target, codes }) =>
        file === position?.file && target === position.line && codes.includes(code),
    );
    for (const ignore of ignoring) used.get(ignore)?.add(code);
    return ignoring.length === 0;
  });
  return [...kept, ...ignores.flatMap((ignore) => findings(ignore, used.get(ignore) ?? new Set()))];
}

function ignoresIn({ file, text }: ManifestText): Ignore[] {
  if (!text.includes('ingress-lab-ignore')) return [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.flatMap((lineText, index) => {
    const [, comment = '', rest] = COMMENT.exec(lineText) ?? [];
    if (rest === undefined) return [];
    const [, codes = '', reason = ''] = /^([^:]*):?(.*)$/.exec(rest) ?? [];
    const alone = lineText.trim() === comment.trim();
    return [
      {
        file,
        line: index + 1,
        column: lineText.indexOf(comment) + 1,
        lineText,
        codes: codes.split(/[\s,]+/).filter((code) => code !== ''),
        reason: reason.trim(),
        target: alone ? nextLine(lines, index) : index + 1,
      },
    ];
  });
}

/** Several comments may stand above a line. */
function nextLine(lines: readonly string[], comment: number): number {
  const after = lines.findIndex((line, index) => index > comment && !/^\s*(?:#.*)?$/.test(line));
  return after < 0 ? comment + 1 : after + 1;
}

function findings(ignore: Ignore, used: ReadonlySet<string>): Diagnostic[] {
  const { file, line, column, lineText, codes, reason } = ignore;
  const position = { file, line, column, lineText };
  const found: Diagnostic[] = [];
  if (reason === '') {
    found.push({
      severity: 'error',
      code: 'ignore-without-reason',
      message: 'a finding is ignored, and nobody is told why',
      advice: `write \`${FORM}\``,
      position,
    });
  }
  const unused = codes.filter((code) => !used.has(code));
  if (unused.length > 0 || codes.length === 0) {
    found.push({
      severity: 'warning',
      code: 'ignore-unused',
      message:
        codes.length === 0
          ? 'the comment names no code'
          : `there is no finding ${unused.map((code) => `\`${code}\``).join(', ')} here to be ignored`,
      advice:
        codes.length === 0
          ? `write \`${FORM}\``
          : 'remove it, or put it on the line of the finding, or above that',
      position,
    });
  }
  return found;
}
