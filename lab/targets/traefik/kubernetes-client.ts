import { Pool } from 'undici';
import type { KubernetesAccess } from '../../worlds/world.ts';
import { TargetError } from '../target-error.ts';

/** An object to write: with its name, and the plural under which its kind is served. */
export interface WrittenObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /** Absent: of a kind that is in no namespace. */
  readonly namespace?: string;
  readonly name: string;
  /** Everything but `apiVersion`, `kind`, and the names. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Writes the few objects by which the lab follows a proxy. */
export class KubernetesClient implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #token: string;

  constructor({ url, token, authority }: KubernetesAccess) {
    this.#pool = new Pool(url, { connections: 1, connect: { ca: authority } });
    this.#token = token;
  }

  /** Creates the object, or merges the content into the one that is there. */
  async write(object: WrittenObject): Promise<void> {
    const { apiVersion, kind, namespace, name, content } = object;
    const { metadata, ...rest } = content as { metadata?: object };
    const body = {
      apiVersion,
      kind,
      metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata },
      ...rest,
    };
    const path = pathOf(object);
    const patched = await this.#send('PATCH', `${path}/${name}`, 'application/merge-patch+json', content);
    if (patched.status !== 404) return expectDone(patched, 'change', object);
    // Another proxy of the same world may have made it meanwhile.
    const created = await this.#send('POST', path, 'application/json', body);
    if (created.status !== 409) expectDone(created, 'create', object);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }

  async #send(method: 'PATCH' | 'POST', path: string, type: string, body: object) {
    const answer = await this.#pool.request({
      method,
      path,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': type, accept: 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }
}

function pathOf({ apiVersion, plural, namespace }: WrittenObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}`;
}

function expectDone(
  { status, text }: { status: number; text: string },
  verb: string,
  object: WrittenObject,
): void {
  if (status < 300) return;
  throw new TargetError(
    'target-failed',
    `the lab could not ${verb} ${object.plural}/${object.name}, by which it follows Traefik: ${status} ${text}`,
  );
}
