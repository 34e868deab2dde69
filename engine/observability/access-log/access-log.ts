import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { FlagError } from '../../static/flag-values.ts';
import type { AccessLogOptions } from '../../static/static-configuration.ts';
import type { EngineEvent } from '../observer.ts';
import { type LoggedRequest, logEntry, selectFields } from './entry.ts';
import { LOG_FORMATS } from './formats.ts';

/** Which routers want no lines. */
export type IsSilent = (router: string) => boolean;

/**
 * Writes a line for each request that is over (Traefik: `accessLog`). Lines of one turn of the event loop are written
 * together. Owns its file.
 */
export class AccessLog {
  readonly #options: AccessLogOptions;
  readonly #isSilent: IsSilent;
  readonly #stream: Writable;
  readonly #isOwn: boolean;
  #lines = '';
  #count = 0;

  private constructor(options: AccessLogOptions, isSilent: IsSilent, stream: Writable) {
    this.#options = options;
    this.#isSilent = isSilent;
    this.#stream = stream;
    this.#isOwn = options.filePath !== '';
  }

  /**
   * Opens the file, whose folders are made; what is in it stays.
   *
   * @param output where lines go that go to no file; default: the standard output
   * @throws FlagError if the file cannot be written
   */
  static async open(
    options: AccessLogOptions,
    isSilent: IsSilent,
    output: Writable = process.stdout,
  ): Promise<AccessLog> {
    const { filePath } = options;
    if (filePath === '') return new AccessLog(options, isSilent, output);
    try {
      mkdirSync(dirname(filePath), { recursive: true });
      const stream = createWriteStream(filePath, { flags: 'a', mode: 0o664 });
      await once(stream, 'open');
      // A disk that is full later takes the lines, not the proxy.
      stream.on('error', (error) => process.emitWarning(`the access log ${filePath}: ${error.message}`));
      return new AccessLog(options, isSilent, stream);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new FlagError(`--accesslog.filepath=${filePath}: the file cannot be written: ${reason}`);
    }
  }

  /** Takes every event; lines are about requests alone. */
  observe(event: EngineEvent): void {
    if (event.kind !== 'http' || !event.details) return;
    this.#write({ ...event, details: event.details });
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#flush();
    if (!this.#isOwn) return;
    this.#stream.end();
    await once(this.#stream, 'close');
  }

  #write(event: LoggedRequest): void {
    const { details, router } = event;
    if (details.internal && !this.#options.addInternals) return;
    if (router !== undefined && this.#isSilent(router)) return;
    this.#count += 1;
    if (!this.#takes(event)) return;
    const now = new Date();
    const entry = selectFields(logEntry(event, this.#count, now), details, this.#options);
    if (this.#lines === '') setImmediate(() => this.#flush());
    this.#lines += `${LOG_FORMATS[this.#options.format](entry, now)}\n`;
  }

  /** Traefik joins filters by "or". */
  #takes({ status, durationMs, details }: LoggedRequest): boolean {
    const { statusCodes, retryAttempts, minDurationMs } = this.#options.filters;
    if (statusCodes.length === 0 && !retryAttempts && minDurationMs === 0) return true;
    if (statusCodes.some(([from, to]) => from <= status && status <= to)) return true;
    if (retryAttempts && details.retries > 0) return true;
    return minDurationMs > 0 && durationMs > minDurationMs;
  }

  #flush(): void {
    if (this.#lines === '') return;
    this.#stream.write(this.#lines);
    this.#lines = '';
  }
}
