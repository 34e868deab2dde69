import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { clusterConfig, type PortMapping } from './cluster-config.ts';
import { failureOf, KindError } from './kind-error.ts';

/** Names the `kind` program; without it the program is looked for on the PATH. */
export const KIND_VARIABLE = 'INGRESS_LAB_KIND';

/** Where to get it. */
export const KIND_REMEDY = `install it (https://kind.sigs.k8s.io/docs/user/quick-start/#installation), or set ${KIND_VARIABLE} to its path`;

/** What a new cluster is made with. */
export interface NewCluster {
  readonly name: string;
  /** Ports of this machine that lead into the cluster. */
  readonly ports: readonly PortMapping[];
  /** Where the credentials are written: a file of its own, so that nobody's current context changes. */
  readonly kubeconfig: string;
  /** Seconds to wait until the node is ready. */
  readonly waitSeconds: number;
  /** The image of the node, which decides the Kubernetes version; undefined: kind's own. */
  readonly image: string | undefined;
}

/** Runs the `kind` CLI (Kubernetes in Docker). Everything rejects with a KindError that says what to do. */
export class Kind {
  readonly #program: string;
  readonly #onProgress: (text: string) => void;

  /** @param onProgress hears what kind says while it works */
  constructor(onProgress: (text: string) => void, program = process.env[KIND_VARIABLE] ?? 'kind') {
    this.#program = program;
    this.#onProgress = onProgress;
  }

  async create({ name, ports, kubeconfig, waitSeconds, image }: NewCluster): Promise<void> {
    const argv = ['create', 'cluster', '--name', name, '--kubeconfig', kubeconfig, '--config', '-'];
    argv.push('--wait', `${waitSeconds}s`, ...(image === undefined ? [] : ['--image', image]));
    await this.#run(`create the cluster ${name}`, argv, clusterConfig(ports));
  }

  /** Brings an image of the local Docker onto the nodes. */
  async load(image: string, name: string): Promise<void> {
    await this.#run(`load the image ${image}`, ['load', 'docker-image', image, '--name', name]);
  }

  /** A kubeconfig, which holds credentials. */
  kubeconfig(name: string): Promise<string> {
    return this.#run(`say how the cluster ${name} is reached`, ['get', 'kubeconfig', '--name', name]);
  }

  /** Names of the clusters that there are. */
  async list(): Promise<string[]> {
    const output = await this.#run('list its clusters', ['get', 'clusters']);
    return output.split('\n').filter((line) => line !== '');
  }

  /** A cluster that there is none of is no error. */
  async delete(name: string, kubeconfig: string): Promise<void> {
    const argv = ['delete', 'cluster', '--name', name, '--kubeconfig', kubeconfig];
    await this.#run(`delete the cluster ${name}`, argv);
  }

  /** What it prints. */
  async #run(what: string, argv: readonly string[], input = ''): Promise<string> {
    const child = spawn(this.#program, argv, { stdio: 'pipe' });
    const texts = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      texts.err += text;
      this.#onProgress(text);
    });
    // A program that does not read what it is given is none that fails for that.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const [code] = await once(child, 'close').catch((error: unknown) => {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const problem = isMissing ? `there is no program "${this.#program}"` : `${this.#program} cannot be run`;
      throw new KindError('kind-missing', `${problem}: ${KIND_REMEDY}`);
    });
    if (code !== 0) throw failureOf(what, texts.err || texts.out);
    return texts.out;
  }
}
