import { defineParameterType } from '@cucumber/cucumber';

/** A URL of a request as a client would type it. */
export interface RequestUrl {
  /** Host header, with the port if one is written. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly entryPoint: string;
}

defineParameterType({
  name: 'url',
  regexp: /https?:\/\/[^\s"]+/,
  transformer(text: string): RequestUrl {
    const [, scheme = '', host = '', path = ''] = /^(https?):\/\/([^/?]+)(.*)$/.exec(text) ?? [];
    return {
      host,
      path: path.startsWith('/') ? path : `/${path}`,
      entryPoint: scheme === 'https' ? 'websecure' : 'web',
    };
  },
});

defineParameterType({
  name: 'count',
  regexp: /\d{1,3}(?:,\d{3})+|\d+/,
  transformer: (text: string) => Number(text.replaceAll(',', '')),
});

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };

defineParameterType({
  name: 'duration',
  regexp: /(\d+(?:\.\d+)?) ?(ms|s|min)\b/,
  transformer: (amount: string, unit: string) => Number(amount) * (MILLISECONDS[unit] ?? Number.NaN),
});

defineParameterType({
  name: 'percent',
  regexp: /(\d+(?:\.\d+)?) ?%/,
  transformer: (amount: string) => Number(amount),
});

defineParameterType({
  name: 'workload',
  regexp: /[a-z0-9](?:[-a-z0-9]*[a-z0-9])?/,
  transformer: (name: string) => name,
});

defineParameterType({
  name: 'numbers',
  regexp: /\d+(?:, \d+)*(?: and \d+)?/,
  transformer: (text: string) => text.split(/, | and /).map(Number),
});

/** Certificates a client may show: none, a good one, or one with one thing wrong. */
defineParameterType({
  name: 'certificate',
  regexp:
    /no certificate|(?:an? (?:good|expired|notYetValid|otherAuthority|serverOnly|selfSigned)) certificate/,
  transformer: (text: string) => text.replace(/^an? (.*) certificate$/, '$1'),
});
