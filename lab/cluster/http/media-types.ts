import { ApiError } from '../objects/status.ts';

/** One range of an `Accept` header (RFC 9110 §12.5.1). */
export interface MediaRange {
  /** Lower case: `application/json`, or with wildcards. */
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The form in which objects are sent. */
export type Form = 'object' | 'table' | 'partial';

/** What a client is sent. */
export interface Representation {
  readonly form: Form;
  readonly syntax: 'json' | 'yaml';
}

const JSON_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/*', '*/*']);
const FORMS: Readonly<Record<string, Form>> = {
  Table: 'table',
  PartialObjectMetadata: 'partial',
  PartialObjectMetadataList: 'partial',
};

/** The ranges of an `Accept` header, those that are wanted most first. */
export function parseAccept(header: string | undefined): readonly MediaRange[] {
  const ranges = (header ?? '*/*').split(',').flatMap((text) => {
    const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
    if (type === '') return [];
    const pairs = parameters.map((parameter) => {
      const [key = '', value = ''] = parameter.split('=');
      return [key.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')] as const;
    });
    return [{ type: type.toLowerCase(), parameters: Object.fromEntries(pairs) }];
  });
  const weightOf = ({ parameters }: MediaRange): number => Number(parameters['q'] ?? '1') || 0;
  return ranges
    .filter((range) => weightOf(range) > 0)
    .toSorted((one, other) => weightOf(other) - weightOf(one));
}

/**
 * What to send for an `Accept` header. Clients that would rather have protobuf name JSON behind it and read what the
 * answer says it is, so JSON serves them (Kubernetes API reference, "Alternate representations of resources").
 *
 * @throws ApiError 406
 */
export function negotiate(accept: string | undefined): Representation {
  for (const { type, parameters } of parseAccept(accept)) {
    const syntax = JSON_TYPES.has(type) ? 'json' : type === 'application/yaml' ? 'yaml' : undefined;
    if (syntax === undefined) continue;
    const wanted = parameters['as'];
    if (wanted === undefined) return { form: 'object', syntax };
    const form = FORMS[wanted];
    if (form && parameters['g'] === 'meta.k8s.io') return { form, syntax };
  }
  throw new ApiError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml',
  );
}

/** In which version of its own API group a client takes aggregated discovery; undefined: it wants the older documents. */
export function acceptedDiscovery(accept: string | undefined): 'v2' | 'v2beta1' | undefined {
  for (const { type, parameters } of parseAccept(accept)) {
    if (!JSON_TYPES.has(type)) continue;
    const { as, g, v } = parameters;
    if (as === undefined) return undefined;
    if (as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && (v === 'v2' || v === 'v2beta1'))
      return v;
  }
  return undefined;
}
