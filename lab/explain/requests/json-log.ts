import { isIP } from 'node:net';
import type { ReadRequest } from './request.ts';
import { readAuthority, readUrl, requestTarget } from './url.ts';

const EXPECTED = "a line of Traefik's JSON access log with RequestMethod, RequestHost and RequestPath";

/** A line of Traefik's access log in its JSON format (Traefik: observability/access-logs). */
export function readJsonLogLine(line: string): ReadRequest {
  if (line.trim() === '') return undefined;
  const record = readObject(line);
  if (record === undefined) return { expected: EXPECTED };
  const text = (name: string): string => {
    const value = record[name];
    return typeof value === 'string' ? value : '';
  };
  const [method, path] = [text('RequestMethod'), text('RequestPath')];
  const authority = readAuthority(text('RequestAddr')) ?? readAuthority(text('RequestHost'));
  const host = readAuthority(text('RequestHost'))?.host ?? authority?.host;
  if (method === '' || path === '' || host === undefined) return { expected: EXPECTED };
  const scheme = text('RequestScheme');
  const tls = scheme === '' ? text('TLSVersion') !== '' : scheme === 'https' || scheme === 'wss';
  const headers = Object.entries(record).flatMap(([name, value]): [string, string][] =>
    name.startsWith('request_') && typeof value === 'string' ? [[name.slice('request_'.length), value]] : [],
  );
  const client = text('ClientHost');
  const entryPoint = text('entryPointName');
  return {
    question: {
      kind: 'http',
      method,
      tls,
      host,
      target: readUrl(path)?.target ?? (path === '*' ? path : requestTarget(path)),
      headers,
      ...(isIP(client) === 0 ? {} : { clientIp: client }),
      ...(entryPoint === '' ? {} : { entryPoint }),
    },
  };
}

/** Whether a line looks like one of this format. */
export function isJsonLogLine(line: string): boolean {
  const record = line.startsWith('{') ? readObject(line) : undefined;
  return record !== undefined && !('log' in record);
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
