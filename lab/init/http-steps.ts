import type { HttpTrial } from './trial.ts';

/** The entry points that URLs lead to by their scheme. */
const BY_SCHEME = { http: 'web', https: 'websecure' } as const;

/** How the client of a trial takes the server's certificate. */
export type Trust = 'authority' | 'any';

/** The step that sends a trial's requests; undefined if the vocabulary has none for it. */
export function requestStep(trial: HttpTrial, trust: Trust): string | undefined {
  const { scheme, entryPoint, method, header, clientIp, showsCertificate, count } = trial;
  const url = urlOf(trial);
  const implied = BY_SCHEME[scheme] === entryPoint;
  const plain = method === 'GET' && header === undefined;
  const times = count === 1 ? '' : ` ${count} times`;
  if (showsCertificate) {
    return plain && implied && clientIp === undefined && count === 1
      ? `a client with a good certificate requests ${url}`
      : undefined;
  }
  if (scheme === 'https' && trust === 'any') {
    return plain && implied && clientIp === undefined && count === 1
      ? `a client that trusts any certificate requests ${url}`
      : undefined;
  }
  if (clientIp !== undefined) {
    const from = implied ? '' : ` from entry point "${entryPoint}"`;
    return plain && count === 1 ? `a client at ${clientIp} requests ${url}${from}` : undefined;
  }
  if (!implied)
    return plain && count === 1 ? `a client requests ${url} from entry point "${entryPoint}"` : undefined;
  if (plain) return `a client requests ${url}${times}`;
  if (count !== 1) return undefined;
  if (header === undefined) return `a client sends ${method} ${url} with a body of 0 bytes`;
  const [name, value] = header;
  return value.includes('"')
    ? undefined
    : `a client sends ${method} ${url} with the header "${name}: ${value}"`;
}

/** Some trials can only be made once, because no step repeats them; what answers then is one of several. */
export function once(trial: HttpTrial): HttpTrial {
  return { ...trial, count: 1, exact: trial.exact && trial.count === 1 };
}

export function urlOf({ scheme, host, path }: HttpTrial): string {
  return `${scheme}://${host}${path}`;
}
