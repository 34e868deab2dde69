/** A command of a transcript and what it is to print. */
export interface TranscriptEntry {
  readonly command: string;
  readonly output: string;
  readonly code: number;
}

/** What kubectl itself prints in angle brackets. */
const LITERAL: ReadonlySet<string> = new Set(['none', 'unset', 'unknown', 'pending', 'invalid', 'nil']);

/** `31s`, `2m5s`, `3h`, `2d4h` */
const AGE = String.raw`\d+[smhdy](?:\d+[smhd])?`;

/**
 * Reads what a terminal showed: lines that begin with `$ ` are commands (a backslash at the end goes on in the next line),
 * what follows is what they print; a last line `[exit code 1]` is not printed but says how the command ended.
 *
 * @throws Error for a text that does not begin with a command.
 */
export function readTranscript(text: string): TranscriptEntry[] {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n');
  const entries: { command: string; output: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('$ ')) entries.push({ command: line.slice(2), output: [] });
    else if (entries.length > 0) entries.at(-1)?.output.push(line);
    else throw new Error(`a transcript begins with a command, \`$ kubectl ...\`, not with: ${line}`);
  }
  return entries.map(({ command, output }) => {
    const code = /^\[exit code (\d+)\]$/.exec(output.at(-1) ?? '')?.[1];
    const printed = code === undefined ? output : output.slice(0, -1);
    return { command, output: printed.join('\n').trimEnd(), code: Number(code ?? 0) };
  });
}

/**
 * Whether a command printed what a transcript says. A word in angle brackets stands for any word (`<pod>`), `<age>` for an
 * age as kubectl writes it; what kubectl itself writes in angle brackets (`<none>`) is meant as it stands. A line `...`
 * stands for any lines, also none, and at the end of a line for the rest of it. How wide a column is does not count,
 * since an age may need one more letter.
 */
export function isAsTranscribed(expected: string, seen: string): boolean {
  const lines = expected.split('\n').map((line) => {
    const text = line.trimEnd();
    if (text === '...') return String.raw`(?:.*\n)*?`;
    return text.endsWith('...')
      ? `${patternOf(text.slice(0, -3))}${String.raw`.*\n`}`
      : `${patternOf(text)}${String.raw`[ \t]*\n`}`;
  });
  return new RegExp(`^${lines.join('')}$`).test(`${seen}\n`);
}

function patternOf(line: string): string {
  const parts = line.split(/(<[a-z][a-z0-9 -]*>|[ \t]+)/);
  return parts
    .map((part) => {
      const [, name] = /^<(.*)>$/.exec(part) ?? [];
      if (name === 'age') return AGE;
      if (name !== undefined && !LITERAL.has(name)) return String.raw`\S+`;
      return /^[ \t]+$/.test(part) ? String.raw`[ \t]+` : RegExp.escape(part);
    })
    .join('');
}
