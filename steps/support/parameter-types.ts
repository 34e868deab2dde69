import { defineParameterType } from '@cucumber/cucumber';
import { DISTRIBUTION_EXPECTED, parseDistribution, readDuration } from '../../lab/index.ts';

/** A URL of a request as a client would type it. */
export interface RequestUrl {
  readonly scheme: 'http' | 'https';
  /** Host header, with the port if one is written. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly entryPoint: string;
}

/** Reads what `{url}` stands for. */
export function requestUrl(text: string): RequestUrl {
  const [, scheme = '', host = '', path = ''] = /^(https?):\/\/([^/?]+)(.*)$/.exec(text) ?? [];
  return {
    scheme: scheme === 'https' ? 'https' : 'http',
    host,
    path: path.startsWith('/') ? path : `/${path}`,
    entryPoint: scheme === 'https' ? 'websecure' : 'web',
  };
}

/**
 * A URL as a client would type it, such as `http://wrr.xinn.cc/api?x=1`: `http` goes to entry point `web`, `https` to
 * `websecure`; a missing path is `/`.
 */
defineParameterType({
  name: 'url',
  regexp: /https?:\/\/[^\s"]+/,
  transformer: requestUrl,
});

/** A whole number, with or without commas between thousands: `4`, `1000` or `1,000`. */
defineParameterType({
  name: 'count',
  regexp: /\d{1,3}(?:,\d{3})+|\d+/,
  transformer: (text: string) => Number(text.replaceAll(',', '')),
});

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };

/** A number with its unit, `ms`, `s` or `min`: `200 ms`, `1.5 s`, `1min`. */
defineParameterType({
  name: 'duration',
  regexp: /(\d+(?:\.\d+)?) ?(ms|s|min)\b/,
  transformer: (amount: string, unit: string) => Number(amount) * (MILLISECONDS[unit] ?? Number.NaN),
});

/** A number and a percent sign: `33 %` or `0.5%`. */
defineParameterType({
  name: 'percent',
  regexp: /(\d+(?:\.\d+)?) ?%/,
  transformer: (amount: string) => Number(amount),
});

/**
 * How long something takes in a simulation: always the same, `60 ms`, or a distribution, such as `exponential(20ms)` or
 * `lognormal(60ms, p99 400ms)`.
 */
defineParameterType({
  name: 'distribution',
  regexp: /(?:constant|exponential|lognormal|pareto|histogram)\([^)]*\)|\d+(?:\.\d+)? ?(?:ms|s|min)\b/,
  transformer(text: string) {
    const distribution = parseDistribution(text);
    if (distribution) return distribution;
    throw new Error(`"${text}": ${DISTRIBUTION_EXPECTED} is expected`);
  },
});

/** How long a simulation goes on: `90 seconds`, `10 minutes`, `1 hour` or `2 days`. */
defineParameterType({
  name: 'span',
  regexp: /\d+(?:\.\d+)? (?:seconds?|minutes?|hours?|days?)/,
  transformer: (text: string) => readDuration(text),
});

/** A moment of a simulation, from its beginning: `second 30`, `minute 3` or `hour 1.5`. */
defineParameterType({
  name: 'moment',
  regexp: /(second|minute|hour) (\d+(?:\.\d+)?)/,
  transformer: (unit: string, number: string) => readDuration(`${number} ${unit}`),
});

/** A figure of how long requests took: `mean`, `p50`, `p90`, `p95`, `p99`, `p99.9` or `max`. */
defineParameterType({
  name: 'statistic',
  regexp: /mean|p50|p90|p95|p99\.9|p99|max/,
  transformer: (name: string) => name,
});

/** The name of a host, as a client asks for it: `mongo.local`. */
defineParameterType({
  name: 'host',
  regexp: /[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?)+/,
  transformer: (name: string) => name,
});

/** The name of a Deployment, or of a Pod without one, in the manifests: `appv1`. */
defineParameterType({
  name: 'workload',
  regexp: /[a-z0-9](?:[-a-z0-9]*[a-z0-9])?/,
  transformer: (name: string) => name,
});

/** Who has an address in the network of the pods: `the proxy`, `the client in the network` or `this machine`. */
defineParameterType({
  name: 'peer',
  regexp: /the proxy|the client in the network|this machine/,
  transformer: (name: string) => name,
});

/** Whole numbers as a sentence lists them: `1`, `1 and 3` or `1, 3, 5 and 7`. */
defineParameterType({
  name: 'numbers',
  regexp: /\d+(?:, \d+)*(?: and \d+)?/,
  transformer: (text: string) => text.split(/, | and /).map(Number),
});

/**
 * The certificate a client shows: `no certificate`, `a good certificate`, or one with one thing wrong, such as
 * `an expired certificate`; the pattern lists them. (A wrong name is wrong for a server only.)
 */
defineParameterType({
  name: 'certificate',
  regexp:
    /no certificate|(?:an? (?:good|expired|notYetValid|otherAuthority|serverOnly|selfSigned)) certificate/,
  transformer: (text: string) => text.replace(/^an? (.*) certificate$/, '$1'),
});
