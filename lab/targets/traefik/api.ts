import { Pool } from 'undici';
import type { ListeningAddress } from '../../../engine/index.ts';
import type { RawData } from './sentinel.ts';

/** Milliseconds that Traefik may take to answer. */
const ANSWER_MS = 5_000;

/** Traefik's read-only API. */
export class TraefikApi implements AsyncDisposable {
  readonly #pool: Pool;

  constructor({ host, port }: Pick<ListeningAddress, 'host' | 'port'>) {
    this.#pool = new Pool(`http://${host.includes(':') ? `[${host}]` : host}:${port}`, { connections: 1 });
  }

  /** The configuration in force, as text. Rejects while there is no API, or none that is ready. */
  async rawText(): Promise<string> {
    const answer = await this.#pool.request({
      method: 'GET',
      path: '/api/rawdata',
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`/api/rawdata answers ${answer.statusCode}`);
    return text;
  }

  async raw(): Promise<RawData> {
    return JSON.parse(await this.rawText());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}
