import { randomBytes } from 'node:crypto';
import { RUN_LABEL } from './applier.ts';
import { ClusterConnection } from './connection.ts';

type Environment = Record<string, string | undefined>;

/** Bytes that tell runs apart. */
const RUN_BYTES = 4;

/**
 * A run of many scenarios in a cluster. Each deletes its own namespaces; what is left of one that was broken off goes when
 * the run does.
 */
export class ClusterRun implements AsyncDisposable {
  readonly #connection: ClusterConnection;
  readonly #run: string;

  private constructor(connection: ClusterConnection, run: string) {
    this.#connection = connection;
    this.#run = run;
  }

  /**
   * Sees to it that the cluster can be used, and that scenarios mark what they make (INGRESS_LAB_RUN in `environment`).
   *
   * @throws ClusterWorldError if it cannot be used
   */
  static async begin(environment: Environment): Promise<ClusterRun> {
    const connection = await ClusterConnection.open(environment);
    const run = randomBytes(RUN_BYTES).toString('hex');
    environment['INGRESS_LAB_RUN'] = run;
    return new ClusterRun(connection, run);
  }

  /** Deletes what scenarios of the run have left; the cluster may take longer to clear it away. */
  async clean(): Promise<void> {
    const selector = `${RUN_LABEL}=${this.#run}`;
    for (const path of ['/api/v1/namespaces', '/apis/networking.k8s.io/v1/ingressclasses']) {
      const left = await this.#connection.list(path, selector);
      const alive = left.filter(({ metadata }) => metadata['deletionTimestamp'] === undefined);
      await Promise.all(alive.map(({ metadata }) => this.#connection.delete(`${path}/${metadata.name}`)));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clean();
    this.#connection.close();
  }
}
