/** Lines that are kept. */
const KEPT = 400;

/** One line of a proxy's log. */
export interface LogLine {
  /** `debug`, `info`, `warn`, `error`, `fatal`; empty for a line in no format. */
  readonly level: string;
  /** As a person reads it: level, message, error, and what it is about. */
  readonly text: string;
}

/** The latest lines that a proxy wrote. */
export class ProxyLog {
  readonly #lines: LogLine[] = [];
  readonly #listeners = new Set<(line: LogLine) => void>();
  #rest = '';
  /** Who writes it, as messages begin with it: `Traefik`. */
  readonly writer: string;

  constructor(writer = 'Traefik') {
    this.writer = writer;
  }

  /** Takes what was written, in pieces of any size. */
  write(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const text of lines) if (text.trim() !== '') this.#add(readLogLine(text));
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** The last lines, for an error message; says so if there are none. */
  tail(count = 15): string {
    if (this.#lines.length === 0) return `${this.writer} wrote nothing`;
    return `${this.writer}'s last words:\n${this.#lines
      .slice(-count)
      .map(({ text }) => `  ${text}`)
      .join('\n')}`;
  }

  /** Calls the listener with each line from now on; returns how to stop that. */
  onLine(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT) this.#lines.shift();
    for (const listener of [...this.#listeners]) listener(line);
  }
}

/** Reads a line of `--log.format=json`; anything else is shown as it is. */
export function readLogLine(text: string): LogLine {
  const fields = jsonObject(text);
  if (fields === undefined) return { level: '', text };
  const { level = '', message = '', error = '', time: _when, ...about } = fields;
  const details = Object.entries(about).map(([name, value]) => `${name}=${shown(value)}`);
  const said = [message, error].map(shown).filter((part) => part !== '');
  return { level: shown(level), text: [`${shown(level)}:`, said.join(': '), ...details].join(' ') };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
