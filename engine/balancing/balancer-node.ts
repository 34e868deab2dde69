import type { Candidate, Picker } from './candidate.ts';
import {
  type Asker,
  type ChosenService,
  NO_MIRRORINGS,
  type Refusal,
  type Selection,
  type ServiceNode,
} from './service-node.ts';
import type { Sticky } from './sticky.ts';

/** How a balancer chooses among candidates. */
interface Choice<C> {
  readonly candidate: C;
  readonly cookie: string | undefined;
}

/** A selection in the making. */
type Chosen<S> = { -readonly [Key in keyof Selection<S>]: Selection<S>[Key] };

interface BalancerSettings<C extends { readonly name: string }> {
  readonly name: string;
  readonly candidates: readonly C[];
  readonly picker: Picker<C>;
  readonly sticky?: Sticky<C>;
  /** true: parents hear when none of the candidates is up any more. */
  readonly tellsHealth: boolean;
  /** What is answered if none can be chosen; absent: 503 `no available server`. */
  readonly refusal?: Refusal;
}

/** What balancers of servers and of services share. */
class Balancer<C extends Candidate<unknown>> {
  readonly name: string;
  protected readonly trail: readonly string[];
  protected readonly refusal: Refusal | undefined;
  readonly #candidates: readonly C[];
  readonly #picker: Picker<C>;
  readonly #sticky: Sticky<C> | undefined;
  readonly #tellsHealth: boolean;

  constructor({ name, candidates, picker, sticky, tellsHealth, refusal }: BalancerSettings<C>) {
    this.name = name;
    this.trail = [name];
    this.refusal = refusal;
    this.#candidates = candidates;
    this.#picker = picker;
    this.#sticky = sticky;
    this.#tellsHealth = tellsHealth;
  }

  get up(): boolean {
    return !this.#tellsHealth || this.#candidates.some(({ up }) => up);
  }

  /** A client whose cookie names a candidate that is up gets it, and no turn is used up. */
  protected choose(asker: Asker | undefined): Choice<C> | undefined {
    const recalled = this.#sticky?.recall(asker);
    if (recalled?.candidate.up) return recalled;
    const candidate = this.#picker.pick(asker);
    return candidate && { candidate, cookie: this.#sticky?.cookieFor(candidate) };
  }

  protected nothing<S>(): Selection<S> {
    return {
      server: undefined,
      trail: this.trail,
      mirrorings: NO_MIRRORINGS,
      ...(this.refusal && { refusal: this.refusal }),
    };
  }
}

/** Chooses a server, with regard to its health, its load or the client. */
export class ServerBalancer<S> extends Balancer<Candidate<S>> implements ServiceNode<S> {
  select(asker?: Asker): Selection<S> {
    const choice = this.choose(asker);
    if (!choice) return this.nothing();
    const { candidate, cookie } = choice;
    const selection: Chosen<S> = { server: candidate.item, trail: this.trail, mirrorings: NO_MIRRORINGS };
    if (cookie !== undefined) selection.cookies = [cookie];
    if (candidate.watch) selection.watch = candidate.watch();
    return selection;
  }
}

/** Chooses a service, with regard to its health or the client. */
export class ServiceBalancer<S> extends Balancer<Candidate<ServiceNode<S>>> implements ServiceNode<S> {
  select(asker?: Asker): Selection<S> {
    const choice = this.choose(asker);
    if (!choice) return this.nothing();
    const inner = choice.candidate.item.select(asker);
    const { server, mirrorings, cookies, watch, refusal } = inner;
    const selection: Chosen<S> = { server, trail: [this.name, ...inner.trail], mirrorings };
    if (watch) selection.watch = watch;
    if (refusal) selection.refusal = refusal;
    if (cookies) selection.cookies = cookies;
    if (choice.cookie !== undefined) selection.cookies = [choice.cookie, ...(cookies ?? [])];
    return selection;
  }

  chooseService(asker?: Asker): ChosenService<S> | undefined {
    const choice = this.choose(asker);
    return choice && { service: choice.candidate.item, cookie: choice.cookie };
  }
}

/** A service among others; its health counts where the parent heeds it. `name`: what cookies and hashes are of. */
export function serviceCandidate<S>(
  node: ServiceNode<S>,
  weight: number,
  heedsHealth: boolean,
  name = node.name,
): Candidate<ServiceNode<S>> {
  return new ServiceCandidate(node, name, weight, heedsHealth);
}

class ServiceCandidate<S> implements Candidate<ServiceNode<S>> {
  readonly item: ServiceNode<S>;
  readonly name: string;
  readonly weight: number;
  readonly fenced = false;
  readonly #heedsHealth: boolean;

  constructor(item: ServiceNode<S>, name: string, weight: number, heedsHealth: boolean) {
    this.item = item;
    this.name = name;
    this.weight = weight;
    this.#heedsHealth = heedsHealth;
  }

  get up(): boolean {
    return !this.#heedsHealth || this.item.up;
  }
}
