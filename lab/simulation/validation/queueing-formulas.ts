/**
 * What queueing theory says of requests that come independently of each other (Poisson) to a pod that works on a number of
 * them at a time, first come first served. Times are of any one unit. Where the pod cannot keep up, waits are infinite.
 */

/** A formula as reports name it. */
export interface QueueingFormula {
  readonly name: string;
  /** As it is written in books. */
  readonly text: string;
  readonly source: string;
}

/** `a`: offered load; `C`: the probability of having to wait; `E[S]`, `E[S²]`: moments of the service time. */
export const FORMULAS = {
  'M/M/1': {
    name: 'equilibrium of births and deaths',
    text: 'W = ρ E[S] / (1 - ρ)',
    source: 'L. Kleinrock, Queueing Systems I (1975), chapter 3',
  },
  'M/M/c': {
    name: 'Erlang C',
    text: 'W = C(c, a) E[S] / (c - a)',
    source: 'A. K. Erlang (1917); L. Kleinrock, Queueing Systems I (1975), chapter 3',
  },
  'M/G/1': {
    name: 'Pollaczek-Khinchine',
    text: 'W = λ E[S²] / (2 (1 - ρ))',
    source: 'F. Pollaczek (1930), A. Khinchine (1932); L. Kleinrock, Queueing Systems I (1975), chapter 5',
  },
} as const satisfies Readonly<Record<string, QueueingFormula>>;

/**
 * The probability that a request finds all `servers` busy (Erlang C), for an offered load `arrivalRate × mean service
 * time`. By the recursion of Erlang B, in which nothing overflows.
 */
export function erlangC(servers: number, offeredLoad: number): number {
  if (offeredLoad >= servers) return 1;
  let blocked = 1;
  for (let count = 1; count <= servers; count += 1) {
    blocked = (offeredLoad * blocked) / (count + offeredLoad * blocked);
  }
  return (servers * blocked) / (servers - offeredLoad * (1 - blocked));
}

/** Mean wait before service, of exponential service times: M/M/1, and M/M/c for more servers. */
export function exponentialServiceWait(arrivalRate: number, meanService: number, servers = 1): number {
  const offeredLoad = arrivalRate * meanService;
  if (offeredLoad >= servers) return Number.POSITIVE_INFINITY;
  return (erlangC(servers, offeredLoad) * meanService) / (servers - offeredLoad);
}

/** Mean wait before service of one server, whatever its service times are: M/G/1 (Pollaczek-Khinchine). */
export function generalServiceWait(
  arrivalRate: number,
  service: { readonly mean: number; readonly variance: number },
): number {
  const load = arrivalRate * service.mean;
  if (load >= 1) return Number.POSITIVE_INFINITY;
  return (arrivalRate * (service.variance + service.mean * service.mean)) / (2 * (1 - load));
}

/**
 * How far the mean wait of `n` requests of an M/M/1 queue strays from the formula: the square of the relative standard
 * error, times `n`, for large `n` (D. J. Daley, The serial correlation coefficients of waiting times in a stationary single
 * server queue, 1968). The waits of neighbours are alike, so that it takes many requests.
 */
export function relativeVarianceOfWaits(load: number): number {
  const variance = (load * (2 + 5 * load - 4 * load * load + load ** 3)) / (1 - load) ** 4;
  const mean = load / (1 - load);
  return variance / (mean * mean);
}
