import type { EntryPoint, ManifestText } from '../../engine/index.ts';
import type { HttpClient, HttpRequest } from '../clients/http-client.ts';
import { SocketHttpClient } from '../clients/socket-http-client.ts';
import type { HttpQuestion } from '../explain/story.ts';
import { DEFAULT_CONTROLLER, Lab } from '../lab.ts';
import type { Target } from '../targets/target.ts';
import { type Seen, seenOf } from './seen.ts';

/** What both sides are started with. */
export interface SideOptions {
  readonly texts: readonly ManifestText[];
  /** Traefik's static flags. */
  readonly flags: readonly string[];
  readonly entryPoints: readonly EntryPoint[];
  /** As kubectl's `--namespace`. */
  readonly namespace?: string;
  /** Programs that play images of one's own: image and program. */
  readonly images: readonly (readonly [image: string, by: string])[];
  readonly seed: number;
}

/** What came of a request, to be looked up when mirrors have had their copies. */
export type Sent = () => Seen;

/** A lab with the manifests behind one target. */
export class Side implements AsyncDisposable {
  readonly #lab: Lab;
  readonly #clients = new Map<string, HttpClient>();

  private constructor(lab: Lab) {
    this.#lab = lab;
  }

  static async start(target: Target, options: SideOptions): Promise<Side> {
    const lab = new Lab({ target, seed: options.seed });
    try {
      for (const [image, by] of options.images) lab.world.standIn(image, by);
      await lab.startController(DEFAULT_CONTROLLER, options.flags);
      for (const { file, text } of options.texts) {
        await lab.world.apply(text, {
          file,
          ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
        });
      }
      await lab.ready();
      return new Side(lab);
    } catch (error) {
      await lab[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Sends a request over the one connection that there is for its kind. */
  async send(question: HttpQuestion, entryPoint: string): Promise<Sent> {
    const outcome = await this.#client(question, entryPoint).send(requestOf(question));
    return () => {
      const { journal } = this.#lab;
      const backend = this.#lab.servedBy(outcome);
      const received = journal.entries
        .filter(({ correlationId }) => correlationId === outcome.correlationId)
        .map(({ workload }) => workload);
      const answering = backend === undefined ? -1 : received.indexOf(backend);
      const pods = new Map(journal.entries.map(({ pod, workload }) => [pod, workload]));
      return seenOf(
        outcome,
        {
          ...(backend === undefined ? {} : { backend }),
          others: received.filter((_workload, index) => index !== answering),
        },
        pods,
      );
    };
  }

  /** Resolves when nothing is under way to mirrors any more. */
  quiet(): Promise<void> {
    return this.#lab.quiet();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client[Symbol.asyncDispose]()));
    await this.#lab[Symbol.asyncDispose]();
  }

  #client({ tls, host, serverName = host, clientIp }: HttpQuestion, entryPoint: string): HttpClient {
    // Only addresses of this machine can be sent from.
    const localAddress = clientIp?.startsWith('127.') ? clientIp : undefined;
    const key = JSON.stringify([entryPoint, tls && serverName, localAddress]);
    const known = this.#clients.get(key);
    if (known) return known;
    const address = this.#lab.controller().addresses.get(entryPoint);
    if (!address) throw new Error(`there is no entry point "${entryPoint}"`);
    const client = new SocketHttpClient(address, {
      connections: 1,
      ...(tls ? { tls: { serverName } } : {}),
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    this.#clients.set(key, client);
    return client;
  }
}

function requestOf({ method, tls, host, port, target, headers }: HttpQuestion): HttpRequest {
  return {
    method,
    scheme: tls ? 'https' : 'http',
    host: port === undefined ? host : `${host}:${port}`,
    path: target,
    headers: Object.fromEntries(headers),
  };
}
