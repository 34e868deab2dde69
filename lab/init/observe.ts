import { CertificateAuthority, secretManifest } from '../../certs/index.ts';
import type { ClientTls } from '../clients/client-tls.ts';
import type { HttpAnswer, HttpFailure } from '../clients/http-client.ts';
import { SocketHttpClient } from '../clients/socket-http-client.ts';
import { DEFAULT_CONTROLLER, Lab } from '../lab.ts';
import { tally } from '../report/distribution.ts';
import { once, requestStep, type Trust } from './http-steps.ts';
import type { Setting } from './setting.ts';
import type { HttpTrial } from './trial.ts';

/** What came of a trial. */
export interface Observation {
  /** The trial as it was made, which may be a single request instead of many. */
  readonly trial: HttpTrial;
  readonly step: string;
  readonly status: number;
  /** Where a redirect leads to. */
  readonly location?: string;
  /** How often each workload answered; empty if the proxy itself did. */
  readonly answers: ReadonlyMap<string, number>;
  /** How many copies each workload got. */
  readonly copies: ReadonlyMap<string, number>;
}

/** Why a trial is no scenario. */
export interface Refusal {
  readonly reason: string;
}

/** A lab with a repository's manifests, in which trials are made. */
export class Trials implements AsyncDisposable {
  readonly #lab = new Lab({ seed: 1 });
  readonly #authority = new CertificateAuthority({ keyType: 'ecdsa' });

  /** Starts a proxy and the backends on ports that the system chooses. */
  static async start(setting: Setting, flags: readonly string[]): Promise<Trials> {
    const trials = new Trials();
    try {
      await trials.#prepare(setting, flags);
      return trials;
    } catch (error) {
      await trials[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #prepare({ images, secrets, texts }: Setting, flags: readonly string[]): Promise<void> {
    const { world } = this.#lab;
    for (const { image, by } of images) world.standIn(image, by);
    await this.#lab.startController(DEFAULT_CONTROLLER, flags);
    for (const { namespace, name, host } of secrets) {
      const identity = this.#authority.issue({ commonName: host, subjectAltNames: [host], usage: 'server' });
      await world.apply(secretManifest(name, identity), { namespace });
    }
    await world.replaceFiles(texts);
    await this.#lab.ready();
  }

  /** Sends a trial's requests. A server's certificate is held against the scenario's authority, if that is possible. */
  async make(trial: HttpTrial): Promise<Observation | Refusal> {
    const found = await this.#made(trial, 'authority');
    return 'reason' in found && trial.scheme === 'https' && !trial.showsCertificate
      ? this.#made(trial, 'any')
      : found;
  }

  async #made(wanted: HttpTrial, trust: Trust): Promise<Observation | Refusal> {
    const repeated = requestStep(wanted, trust);
    const trial = repeated === undefined ? once(wanted) : wanted;
    const step = repeated ?? requestStep(trial, trust);
    if (step === undefined)
      return { reason: 'there is no step for a request like this; write one of your own' };
    const before = tally(this.#lab.journal.entries.map(({ workload }) => workload));
    const outcomes = await this.#send(trial, trust);
    const failure = outcomes.find((outcome): outcome is HttpFailure => 'error' in outcome);
    if (failure) return { reason: `the request got no answer: ${failure.error.message}` };
    await this.#lab.quiet();
    const answered = outcomes.filter((outcome): outcome is HttpAnswer => !('error' in outcome));
    const [first, ...others] = new Set(answered.map(({ status }) => status));
    if (first === undefined || others.length > 0) {
      return { reason: `the answers differ: ${[first, ...others].join(', ')}` };
    }
    const answers = tally(answered.flatMap((answer) => this.#lab.servedBy(answer) ?? []));
    if (first >= 500 && answers.size === 0) {
      return { reason: `the proxy answers ${first}: ${answered[0]?.body.trim() ?? ''}` };
    }
    const after = tally(this.#lab.journal.entries.map(({ workload }) => workload));
    const copies = [...after].flatMap(([workload, count]): [string, number][] => {
      const more = count - (before.get(workload) ?? 0);
      return more > 0 && !answers.has(workload) ? [[workload, more]] : [];
    });
    const location = answered[0]?.headers['location'];
    return {
      trial,
      step,
      status: first,
      answers,
      copies: new Map(copies),
      ...(location === undefined ? {} : { location }),
    };
  }

  async #send(trial: HttpTrial, trust: Trust): Promise<(HttpAnswer | HttpFailure)[]> {
    const { entryPoint, scheme, host, method, path, header, clientIp, count } = trial;
    const address = this.#lab.controller().addresses.get(entryPoint);
    if (!address) throw new Error(`the proxy does not listen on the entry point "${entryPoint}"`);
    await using client = new SocketHttpClient(address, {
      connections: 1,
      ...(scheme === 'https' ? { tls: this.#tls(trial, trust) } : {}),
      ...(clientIp === undefined ? {} : { localAddress: clientIp }),
    });
    const headers = header === undefined ? {} : { headers: { [header[0]]: header[1] } };
    // Not before all are answered is the client closed.
    return await client.sendMany({ method, scheme, host, path, ...headers }, count, 1);
  }

  #tls({ host, showsCertificate }: HttpTrial, trust: Trust): ClientTls {
    const name = 'client.test';
    const identity = () =>
      this.#authority.issue({ commonName: name, subjectAltNames: [name], usage: 'client' });
    return {
      serverName: host.replace(/:\d+$/, ''),
      ...(trust === 'authority' ? { ca: this.#authority.certificatePem } : {}),
      ...(showsCertificate ? { identity: identity() } : {}),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lab[Symbol.asyncDispose]();
  }
}
