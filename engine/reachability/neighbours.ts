import type { Contender } from './contest.ts';

type Placed = Pick<Contender<never>, 'hosts' | 'pathPrefixes'>;

/** Contenders that need one host, or any. Numbers are their places in the table. */
interface Bucket {
  readonly anyPath: number[];
  readonly byPrefix: Map<string, number[]>;
  /** In order. */
  prefixes: readonly string[];
  lengths: readonly number[];
}

/** Finds contenders that may take the same requests as another, as far as hosts and paths tell. */
export class Neighbours {
  readonly #byHost = new Map<string, Bucket>();
  readonly #anyHost = newBucket();

  constructor(contenders: readonly Placed[]) {
    contenders.forEach(({ hosts, pathPrefixes }, place) => {
      if (hosts === undefined) put(this.#anyHost, pathPrefixes, place);
      for (const host of hosts ?? []) {
        let bucket = this.#byHost.get(host);
        if (bucket === undefined) {
          bucket = newBucket();
          this.#byHost.set(host, bucket);
        }
        put(bucket, pathPrefixes, place);
      }
    });
    for (const bucket of [this.#anyHost, ...this.#byHost.values()]) {
      bucket.prefixes = [...bucket.byPrefix.keys()].sort();
      bucket.lengths = [...new Set(bucket.prefixes.map(({ length }) => length))];
    }
  }

  /** How many contenders there are at most that no path rules out for a host. */
  get crowd(): number {
    let most = 0;
    for (const { anyPath } of this.#byHost.values()) most = Math.max(most, anyPath.length);
    return most + this.#anyHost.anyPath.length;
  }

  /** Places in no order, some perhaps twice. */
  *of({ hosts, pathPrefixes }: Placed): Generator<number> {
    yield* near(this.#anyHost, pathPrefixes);
    const buckets = hosts ? hosts.map((host) => this.#byHost.get(host)) : this.#byHost.values();
    for (const bucket of buckets) if (bucket) yield* near(bucket, pathPrefixes);
  }
}

function newBucket(): Bucket {
  return { anyPath: [], byPrefix: new Map(), prefixes: [], lengths: [] };
}

function put(bucket: Bucket, pathPrefixes: readonly string[] | undefined, place: number): void {
  if (pathPrefixes === undefined) bucket.anyPath.push(place);
  for (const prefix of pathPrefixes ?? []) {
    const those = bucket.byPrefix.get(prefix);
    if (those) those.push(place);
    else bucket.byPrefix.set(prefix, [place]);
  }
}

/** Those of a bucket whose prefixes begin with one of these, or the other way round. */
function* near(bucket: Bucket, pathPrefixes: readonly string[] | undefined): Generator<number> {
  yield* bucket.anyPath;
  if (pathPrefixes === undefined) {
    for (const those of bucket.byPrefix.values()) yield* those;
    return;
  }
  for (const prefix of pathPrefixes) {
    for (const length of bucket.lengths) {
      if (length <= prefix.length) yield* bucket.byPrefix.get(prefix.slice(0, length)) ?? [];
    }
    for (let at = firstAfter(bucket.prefixes, prefix); ; at += 1) {
      const longer = bucket.prefixes[at];
      if (longer === undefined || !longer.startsWith(prefix)) break;
      yield* bucket.byPrefix.get(longer) ?? [];
    }
  }
}

/** The place of the first text that comes after `text`. */
function firstAfter(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') <= text) low = middle + 1;
    else high = middle;
  }
  return low;
}
