import { readFileSync } from 'node:fs';
import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { SecureContextOptions } from 'node:tls';

/** Milliseconds that an engine may take to answer; removals wait for a program's end. */
const PATIENCE_MS = 30_000;

/** How an engine is reached. */
export interface EngineHost {
  /** `unix:///var/run/docker.sock` or `tcp://127.0.0.1:2375` */
  readonly host: string;
  /** The folder with ca.pem, cert.pem and key.pem, if it is asked with TLS; never at a socket. */
  readonly certificates?: string;
}

/** What the engine calls a container or a network, and what it is marked with. */
export interface LabelledObject {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Kinds of things that are removed. */
export type ObjectKind = 'containers' | 'networks';

/**
 * The few questions that are asked of a container engine where loading testcontainers would take longer than the answer.
 * Docker's API, https://docs.docker.com/reference/api/engine/, which Podman speaks, too. Owns nothing: a connection lasts as
 * long as its request.
 */
export class EngineApi {
  readonly #where: RequestOptions;
  readonly #isEncrypted: boolean;

  /** @throws Error that says why an engine there cannot be asked: nothing but sockets and TCP can, or a certificate cannot be read */
  constructor({ host, certificates }: EngineHost) {
    const url = URL.canParse(host) ? new URL(host) : undefined;
    this.#isEncrypted = url?.protocol === 'https:' || certificates !== undefined;
    if (url?.protocol === 'unix:') {
      this.#where = { socketPath: decodeURIComponent(url.pathname) };
    } else if (url !== undefined && ['tcp:', 'http:', 'https:'].includes(url.protocol)) {
      const port = url.port || (this.#isEncrypted ? '2376' : '2375');
      const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
      this.#where = { hostname, port, ...(certificates !== undefined && identityOf(certificates)) };
    } else {
      throw new Error('it was not asked: only unix:// and tcp:// can be');
    }
  }

  /** Rejects with what is in the way. @param signal ends the waiting */
  async ping(signal: AbortSignal): Promise<void> {
    await this.#ask('GET', '/_ping', signal);
  }

  /** All with a label, `NAME` or `NAME=VALUE`, also containers that do not run. */
  async list(kind: ObjectKind, label: string): Promise<LabelledObject[]> {
    const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
    const path = kind === 'containers' ? '/containers/json?all=1&' : '/networks?';
    const answer: unknown = JSON.parse(await this.#ask('GET', `${path}filters=${filters}`));
    if (!Array.isArray(answer)) throw new Error(`it answers something else than a list of ${kind}`);
    return answer.map(labelledObject);
  }

  /** Ends it and removes it with the volumes that nobody named; one that is not there is a success. */
  async remove(kind: ObjectKind, id: string): Promise<void> {
    const path = kind === 'containers' ? `/containers/${id}?force=1&v=1` : `/networks/${id}`;
    await this.#ask('DELETE', path, undefined, [404]);
  }

  async #ask(
    method: string,
    path: string,
    signal = AbortSignal.timeout(PATIENCE_MS),
    accepted: readonly number[] = [],
  ): Promise<string> {
    const answer = await this.#send({ ...this.#where, method, path, signal, agent: false });
    const body = await text(answer);
    const { statusCode = 0 } = answer;
    if ((statusCode >= 200 && statusCode < 300) || accepted.includes(statusCode)) return body;
    throw new Error(`it answers ${statusCode}${messageOf(body)}`);
  }

  #send(options: RequestOptions): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const send = this.#isEncrypted ? requestTls : requestPlain;
      send(options, resolve).once('error', reject).end();
    });
  }
}

function identityOf(folder: string): Pick<SecureContextOptions, 'ca' | 'cert' | 'key'> {
  const read = (file: string): Buffer => readFileSync(join(folder, file));
  try {
    return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`it was not asked: a certificate for it cannot be read: ${why}`);
  }
}

/** Networks and containers have the same names for both. */
function labelledObject(value: unknown): LabelledObject {
  if (typeof value !== 'object' || value === null || !('Id' in value) || typeof value.Id !== 'string') {
    throw new Error('it lists something without an id');
  }
  const labels = 'Labels' in value && typeof value.Labels === 'object' ? value.Labels : {};
  const texts = Object.entries(labels ?? {}).map(([name, label]) => [name, String(label)]);
  return { id: value.Id, labels: Object.fromEntries(texts) };
}

/** The engine says why in JSON; what stands before it, such as a proxy, may not. */
function messageOf(body: string): string {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === 'object' && said !== null && 'message' in said ? `: ${said.message}` : '';
  } catch {
    return '';
  }
}
