import type { Clock } from '../../net/clock.ts';
import type { KubernetesError } from './api-error.ts';
import type { Verb } from './reflector.ts';
import { groupOf, type WatchedKind } from './watched-kinds.ts';

/** Milliseconds in which what goes wrong for several kinds at once is gathered into one line. */
const GATHER_MS = 500;
/** Milliseconds that an API gets before its failures are told: most restarts of one server behind several are over sooner. */
const PATIENCE_MS = 1_500;

/** What is wrong with what is watched. `silent`: there was no answer. */
type Trouble = 'silent' | 'unknown' | 'forbidden' | 'missing' | 'failing';

/** Kinds in the same trouble, about to be told or told already. */
interface Gathered {
  readonly trouble: Trouble;
  readonly since: number;
  readonly reason: string;
  readonly kinds: Set<WatchedKind>;
  readonly cancel: () => void;
  told: boolean;
  /** As they were told. */
  names: string;
}

/** What is told of an API, each thing once: when it begins and when it is over. */
export class Notices {
  readonly #api: string;
  readonly #tell: (line: string) => void;
  readonly #clock: Clock;
  readonly #troubles = new Map<WatchedKind, Gathered>();
  /** By trouble and reason. */
  readonly #open = new Map<string, Gathered>();
  #serving = false;

  constructor(api: string, tell: (line: string) => void, clock: Clock) {
    this.#api = api;
    this.#tell = tell;
    this.#clock = clock;
  }

  /** From now on there is something that stays in force when the API is away. */
  serving(): void {
    this.#serving = true;
  }

  /** @returns whether nobody was answered before: what waits for an answer need not wait any longer */
  answered(watched: WatchedKind): boolean {
    const silence = this.#open.get('silent');
    if (silence) for (const kind of [...silence.kinds]) this.#over(kind);
    this.#over(watched);
    return silence !== undefined;
  }

  failed(watched: WatchedKind, verb: Verb, error: KubernetesError): void {
    const { status, message } = error;
    // A version that is not kept any more, and an API that is busy, are everyday life.
    if (status === 410 || (status === 429 && verb === 'watch')) {
      this.#over(watched);
      return;
    }
    const trouble = troubleOf(status);
    const now = this.#troubles.get(watched);
    if (now?.trouble === trouble) return;
    this.#over(watched);
    const text = trouble === 'forbidden' ? forbidden(watched, verb, message) : message;
    // What is forbidden has a line of its own for each kind, what is not there for each group.
    const key = { forbidden: text, missing: `missing ${watched.apiVersion}` }[trouble as string] ?? trouble;
    const gathered = this.#open.get(key) ?? this.#gather(key, trouble, text);
    gathered.kinds.add(watched);
    this.#troubles.set(watched, gathered);
  }

  close(): void {
    for (const { cancel } of this.#open.values()) cancel();
    this.#open.clear();
  }

  #gather(key: string, trouble: Trouble, reason: string): Gathered {
    const passing = trouble === 'silent' || trouble === 'failing' || trouble === 'unknown';
    const gathered: Gathered = {
      trouble,
      since: this.#clock.now(),
      reason,
      kinds: new Set(),
      cancel: this.#clock.after(
        trouble === 'forbidden' ? 0 : this.#serving && passing ? PATIENCE_MS : GATHER_MS,
        () => {
          gathered.told = true;
          gathered.names = [...gathered.kinds].map(nameOf).join(', ');
          // What comes later has a line of its own, unless the whole API is in trouble.
          if (trouble !== 'silent' && trouble !== 'unknown') this.#open.delete(key);
          this.#tell(this.#wording(gathered));
        },
      ),
      told: false,
      names: '',
    };
    this.#open.set(key, gathered);
    return gathered;
  }

  #over(watched: WatchedKind): void {
    const gathered = this.#troubles.get(watched);
    if (!gathered) return;
    this.#troubles.delete(watched);
    gathered.kinds.delete(watched);
    // Of those in trouble the last one that is well again is told, for all.
    if (gathered.kinds.size > 0) return;
    gathered.cancel();
    for (const [key, open] of this.#open) if (open === gathered) this.#open.delete(key);
    if (!gathered.told) return;
    const seconds = Math.max(1, Math.round((this.#clock.now() - gathered.since) / 1000));
    if (gathered.trouble === 'forbidden' || gathered.trouble === 'missing') {
      this.#tell(`the Kubernetes API answers now for ${gathered.names}`);
    } else this.#tell(`the Kubernetes API at ${this.#api} answers again, after ${seconds} s`);
  }

  #wording({ trouble, reason, kinds, names }: Gathered): string {
    const again = this.#serving
      ? 'the last good configuration stays in force, and it is asked again until it does'
      : 'it is asked again until it does';
    switch (trouble) {
      case 'silent':
        return `the Kubernetes API at ${this.#api} does not answer (${reason}): ${again}`;
      case 'failing':
        return `the Kubernetes API at ${this.#api} does not answer as it should for ${names} (${reason}): ${again}`;
      case 'unknown':
        return `the Kubernetes API at ${this.#api} does not know who asks (401, ${reason}): its credentials are read anew, and ${again}`;
      case 'missing':
        return missing(names, [...kinds]);
      case 'forbidden':
        return reason;
    }
  }
}

function troubleOf(status: number | undefined): Trouble {
  if (status === undefined) return 'silent';
  const known = new Map<number, Trouble>([
    [401, 'unknown'],
    [403, 'forbidden'],
    [404, 'missing'],
  ]);
  return known.get(status) ?? 'failing';
}

function missing(names: string, [first]: readonly WatchedKind[]): string {
  const ofTraefik = groupOf(first?.apiVersion ?? '').startsWith('traefik.');
  const advice = ofTraefik ? "install Traefik's CustomResourceDefinitions; " : '';
  return `the Kubernetes API does not have ${names}: ${advice}they are looked for again every 15 to 30 seconds`;
}

function nameOf({ plural, apiVersion, namespace }: WatchedKind): string {
  const group = groupOf(apiVersion);
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return `${plural}${group === '' ? '' : `.${group}`}${where}`;
}

/** Which rule is missing, as one writes it (Kubernetes: "Using RBAC Authorization"). */
function forbidden(watched: WatchedKind, verb: Verb, message: string): string {
  const { plural, apiVersion, namespace } = watched;
  const [, user = ''] = /User "([^"]*)"/.exec(message) ?? [];
  const who = user === '' ? 'the account that is used' : user;
  const role =
    namespace === undefined ? 'a ClusterRole bound to it' : `a Role in namespace ${namespace} bound to it`;
  const rule = `{ apiGroups: ["${groupOf(apiVersion)}"], resources: [${plural}], verbs: [list, watch] }`;
  const instead =
    namespace === undefined && plural !== 'nodes' && plural !== 'ingressclasses'
      ? ', or name the namespaces that are meant with --providers.kubernetescrd.namespaces'
      : '';
  return `${nameOf(watched)}: ${who} may not ${verb} them (403). Add to ${role}: ${rule}${instead}`;
}
