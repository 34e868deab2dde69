import type { DeleteOptions, ListOptions, Subresource, WriteOptions } from '../api/requests.ts';
import type { Json } from '../objects/object.ts';
import { badRequest, invalidOptions } from './refusals.ts';

/** The longest name of a manager that Kubernetes keeps. */
const LONGEST_MANAGER = 128;

const PROPAGATION = ['Background', 'Foreground', 'Orphan'] as const;
const VALIDATION = ['Strict', 'Warn', 'Ignore'] as const;

/** Options of a list or a watch. */
export function listOptions(query: URLSearchParams, namespace: string | undefined): ListOptions {
  const labelSelector = query.get('labelSelector');
  const fieldSelector = query.get('fieldSelector');
  const limit = wholeNumber(query, 'limit');
  const continueAt = query.get('continue');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
    ...(limit ? { limit } : {}),
    ...(continueAt ? { continueAt } : {}),
  };
}

/**
 * A parameter that is a number from 0; undefined if it is not given.
 *
 * @throws ApiError 400
 */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw badRequest(`Invalid value: ${JSON.stringify(text)}: ${name}: expected a whole number from 0`);
  }
  return Number(text);
}

/** A parameter that is on: `true`, `1`, or there without a value. */
export function flag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && text !== 'false' && text !== '0';
}

/**
 * Options of a write. Who says nothing of a manager is named after the program that it says it is: the part of
 * `User-Agent` before the first slash.
 *
 * @throws ApiError 422
 */
export function writeOptions(
  query: URLSearchParams,
  userAgent: string | undefined,
  subresource?: Subresource,
): WriteOptions {
  const manager = query.get('fieldManager') || (userAgent ?? '').split('/')[0] || 'unknown';
  const wanted = query.get('fieldValidation');
  const fieldValidation = VALIDATION.find((value) => value === wanted);
  if (wanted && !fieldValidation) throw notOneOf('PatchOptions', 'fieldValidation', wanted, VALIDATION);
  return {
    fieldManager: manager.slice(0, LONGEST_MANAGER),
    ...(fieldValidation ? { fieldValidation } : {}),
    ...(isDryRun(query) ? { dryRun: true } : {}),
    ...(subresource ? { subresource } : {}),
  };
}

/**
 * How to delete: what the body says (`DeleteOptions`), and the query where the body says nothing.
 *
 * @throws ApiError 422
 */
export function deleteOptions(query: URLSearchParams, body: Json): DeleteOptions {
  const { preconditions } = body as { readonly preconditions?: DeleteOptions['preconditions'] };
  const dryRun = Array.isArray(body['dryRun']) ? body['dryRun'].includes('All') : false;
  const policy = body['propagationPolicy'] ?? query.get('propagationPolicy') ?? undefined;
  const propagationPolicy = PROPAGATION.find((value) => value === policy);
  if (policy !== undefined && !propagationPolicy) {
    throw notOneOf('DeleteOptions', 'propagationPolicy', String(policy), PROPAGATION);
  }
  const grace = body['gracePeriodSeconds'] ?? wholeNumber(query, 'gracePeriodSeconds');
  // Older clients say it with a flag that the policy took the place of.
  const orphan = body['orphanDependents'] === true || query.get('orphanDependents') === 'true';
  return {
    ...(propagationPolicy ? { propagationPolicy } : orphan ? { propagationPolicy: 'Orphan' } : {}),
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
    ...(preconditions ? { preconditions } : {}),
    ...(dryRun || isDryRun(query) ? { dryRun: true } : {}),
  };
}

function isDryRun(query: URLSearchParams): boolean {
  const values = query.getAll('dryRun').filter((value) => value !== '');
  const wrong = values.find((value) => value !== 'All');
  if (wrong !== undefined) throw notOneOf('PatchOptions', 'dryRun', wrong, ['All']);
  return values.length > 0;
}

function notOneOf(kind: string, field: string, value: string, allowed: readonly string[]): Error {
  const supported = allowed.map((one) => `"${one}"`).join(', ');
  return invalidOptions(kind, [
    {
      field,
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`,
    },
  ]);
}
