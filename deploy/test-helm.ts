import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';

/** The chart. */
export const CHART = fileURLToPath(new URL('chart', import.meta.url));

/** Milliseconds that one call of Helm may take. */
const PATIENCE_MS = 30_000;

const run = promisify(execFile);

/** The program. */
export const HELM = process.env['INGRESS_LAB_HELM'] ?? 'helm';

/** For `skip`: why the tests cannot run, or false. */
export const helmIsMissing: string | false = await run(HELM, ['version'], { timeout: PATIENCE_MS }).then(
  () => false,
  () => `Helm cannot be run as "${HELM}": put it on the PATH or set INGRESS_LAB_HELM to its path`,
);

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: readonly { name: string; containerPort: number; protocol: string; hostPort?: number }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly resources: Readonly<Record<string, unknown>>;
  readonly securityContext: Readonly<Record<string, unknown>>;
}

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly serviceAccountName: string;
    readonly terminationGracePeriodSeconds: number;
    readonly securityContext: Readonly<Record<string, unknown>>;
    readonly containers: readonly [Container];
    readonly topologySpreadConstraints?: readonly { readonly labelSelector: unknown }[];
  };
}

interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: string;
  readonly protocol: string;
  readonly nodePort?: number;
}

/** The objects that the chart makes, as far as tests look into them. */
interface Kinds {
  readonly Deployment: {
    readonly spec: {
      readonly replicas?: number;
      readonly strategy: { readonly rollingUpdate: Readonly<Record<string, number>> };
      readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
      readonly template: PodTemplate;
    };
  };
  readonly Service: {
    readonly spec: {
      readonly type: string;
      readonly selector: Readonly<Record<string, string>>;
      readonly ports: readonly ServicePort[];
    };
  };
  readonly PodDisruptionBudget: {
    readonly spec: {
      readonly selector: unknown;
      readonly maxUnavailable?: number | string;
      readonly minAvailable?: number | string;
    };
  };
  readonly HorizontalPodAutoscaler: {
    readonly spec: {
      readonly scaleTargetRef: { readonly kind: string; readonly name: string };
      readonly minReplicas: number;
      readonly maxReplicas: number;
      readonly metrics: readonly unknown[];
    };
  };
  readonly Role: { readonly rules: readonly Rule[] };
  readonly ClusterRole: { readonly rules: readonly Rule[] };
  readonly RoleBinding: { readonly roleRef: unknown; readonly subjects: readonly unknown[] };
  readonly ClusterRoleBinding: { readonly roleRef: unknown; readonly subjects: readonly unknown[] };
  readonly ServiceAccount: object;
  readonly IngressClass: { readonly spec: { readonly controller: string } };
}

interface Named {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** What a chart renders to. */
export class Rendered {
  /** As Helm printed it. */
  readonly text: string;
  readonly #objects: readonly ({ readonly kind: string } & Named)[];

  constructor(text: string) {
    this.text = text;
    this.#objects = parseAllDocuments(text)
      .map((document) => document.toJS())
      .filter((object) => object !== null);
  }

  get kinds(): string[] {
    return [...new Set(this.#objects.map(({ kind }) => kind))].sort();
  }

  all<K extends keyof Kinds>(kind: K): (Kinds[K] & Named)[] {
    const found: unknown = this.#objects.filter((object) => object.kind === kind);
    return found as (Kinds[K] & Named)[];
  }

  /** The only one of its kind. */
  one<K extends keyof Kinds>(kind: K): Kinds[K] & Named {
    const [only, second] = this.all(kind);
    if (!only || second) throw new Error(`expected one ${kind}, found ${this.all(kind).length}`);
    return only;
  }
}

/** Renders the chart as release `lab` in namespace `edge`. Rejects with what Helm says if it refuses. */
export async function template(values: object = {}): Promise<Rendered> {
  return new Rendered(
    await helm(values, (file) => ['template', 'lab', CHART, '--namespace=edge', '-f', file]),
  );
}

/** Rejects with what Helm finds. */
export async function lint(values: object = {}): Promise<void> {
  await helm(values, (file) => ['lint', '--strict', CHART, '-f', file]);
}

async function helm(values: object, argv: (file: string) => string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-helm-'));
  try {
    const file = join(folder, 'values.yaml');
    await writeFile(file, stringify(values));
    // HOME: Helm keeps a cache and settings there, and no user's plug-in should have a say.
    const env = { ...process.env, HOME: folder };
    const { stdout } = await run(HELM, argv(file), { env, timeout: PATIENCE_MS });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
