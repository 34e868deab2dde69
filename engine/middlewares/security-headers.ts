import { errorAnswer } from './answers.ts';
import { headerLines, headerValue } from './header-fields.ts';
import type { ImmediateResponse, RequestHead, ResponseHead } from './message.ts';
import type { Options } from './options.ts';

/** The security part of the headers middleware. */
export interface SecurityHeaders {
  /** Refuses a host that is not allowed. */
  request(head: RequestHead): ImmediateResponse | undefined;
  response(head: ResponseHead, request: RequestHead): void;
}

/** Options whose text is a response header's value. */
const VALUES: readonly (readonly [option: string, header: string])[] = [
  ['contentSecurityPolicy', 'Content-Security-Policy'],
  ['contentSecurityPolicyReportOnly', 'Content-Security-Policy-Report-Only'],
  ['referrerPolicy', 'Referrer-Policy'],
  ['permissionsPolicy', 'Permissions-Policy'],
  ['featurePolicy', 'Feature-Policy'],
];

/** Options of Traefik 2 that its version 3 no longer has. */
const REMOVED = ['sslRedirect', 'sslTemporaryRedirect', 'sslForceHost'] as const;

/** Reads the security options (Traefik: middlewares/http/headers#using-security-headers). */
export function readSecurityHeaders(options: Options): SecurityHeaders {
  for (const option of REMOVED) {
    if (options.flag(option))
      throw options.error(option, 'was removed in Traefik 3: use a redirectScheme middleware');
  }
  const always = constantHeaders(options);
  const development = options.flag('isDevelopment');
  const transportSecurity = development ? undefined : strictTransportSecurity(options);
  const forced = options.flag('forceSTSHeader');
  const publicKey = headerValue(options, 'publicKey', options.text('publicKey'));
  const allowedHosts = development ? [] : options.texts('allowedHosts').map((host) => host.toLowerCase());
  const hostHeaders = options.texts('hostsProxyHeaders');
  const proxyHeaders = headerLines(options, 'sslProxyHeaders');

  const isSecure = (request: RequestHead): boolean =>
    request.scheme === 'https' || proxyHeaders.some(([name, value]) => request.headers.get(name) === value);
  const hostOf = (request: RequestHead): string => {
    const proxied = hostHeaders
      .map((name) => request.headers.get(name))
      .find((host) => host !== undefined && host !== '');
    return (proxied ?? request.host).toLowerCase();
  };

  return {
    request(head) {
      if (allowedHosts.length === 0 || allowedHosts.includes(hostOf(head))) return undefined;
      return errorAnswer(500, 'Bad Host');
    },
    response({ headers }, request) {
      for (const [name, value] of always) headers.set(name, value);
      if (transportSecurity !== undefined && (forced || isSecure(request))) {
        headers.set('Strict-Transport-Security', transportSecurity);
      }
      if (publicKey !== '' && !development && isSecure(request)) headers.set('Public-Key-Pins', publicKey);
    },
  };
}

function constantHeaders(options: Options): readonly (readonly [string, string])[] {
  const headers: [string, string][] = [];
  const add = (name: string, option: string, otherwise: string): void => {
    const value = headerValue(options, option, options.text(option)) || otherwise;
    if (value !== '') headers.push([name, value]);
  };
  add('X-Frame-Options', 'customFrameOptionsValue', options.flag('frameDeny') ? 'DENY' : '');
  if (options.flag('contentTypeNosniff')) headers.push(['X-Content-Type-Options', 'nosniff']);
  add('X-XSS-Protection', 'customBrowserXSSValue', options.flag('browserXssFilter') ? '1; mode=block' : '');
  for (const [option, header] of VALUES) add(header, option, '');
  return headers;
}

function strictTransportSecurity(options: Options): string | undefined {
  const seconds = options.integer('stsSeconds') ?? 0;
  if (seconds < 0) throw options.error('stsSeconds', 'must not be negative');
  if (seconds === 0) return undefined;
  const subdomains = options.flag('stsIncludeSubdomains') ? '; includeSubDomains' : '';
  const preload = options.flag('stsPreload') ? '; preload' : '';
  return `max-age=${seconds}${subdomains}${preload}`;
}
