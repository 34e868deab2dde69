import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf, referenceOf } from '../resources/resource.ts';
import { stickyCookie } from './balancing-fields.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { compileHttpService } from './http-services.ts';
import type { HttpService } from './model.ts';
import { normalize, qualify } from './names.ts';

/** Compiles one TraefikService; what it cannot compile is reported and left out, so that its users are disabled. */
export function compileTraefikService(context: CompileContext, resource: ResourceOf<'TraefikService'>): void {
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  const service = context.attempt(resource, () => traefikService(context, resource, name));
  if (service) context.httpServices.set(name, service);
  else context.reject(referenceOf(resource));
}

/** Of several types the first counts: weighted, mirroring, highestRandomWeight, failover. */
function traefikService(
  context: CompileContext,
  resource: ResourceOf<'TraefikService'>,
  name: string,
): HttpService {
  const { weighted, mirroring, highestRandomWeight, failover } = resource.spec;
  if (weighted) {
    const path = ['spec', 'weighted'];
    const services = weighted.services.map((member, index) => ({
      name: compileHttpService(context, resource, member, [...path, 'services', index]),
      weight: member.weight ?? 1,
    }));
    return {
      ...context.element(name, resource, path),
      kind: 'weighted',
      services,
      ...stickyCookie(weighted.sticky),
    };
  }
  if (mirroring) {
    const path = ['spec', 'mirroring'];
    return {
      ...context.element(name, resource, path),
      kind: 'mirroring',
      service: compileHttpService(context, resource, mirroring, path),
      mirrors: mirroring.mirrors.map((mirror, index) => ({
        name: compileHttpService(context, resource, mirror, [...path, 'mirrors', index]),
        percent: mirror.percent ?? 0,
      })),
      mirrorBody: mirroring.mirrorBody ?? true,
      maxBodySize: mirroring.maxBodySize ?? -1,
    };
  }
  if (highestRandomWeight) {
    const path = ['spec', 'highestRandomWeight'];
    const services = highestRandomWeight.services.map((member, index) => ({
      name: compileHttpService(context, resource, member, [...path, 'services', index]),
      weight: member.weight ?? 1,
    }));
    return { ...context.element(name, resource, path), kind: 'highestRandomWeight', services };
  }
  if (failover) {
    const path = ['spec', 'failover'];
    const { errors } = failover;
    checkStatuses(errors.status ?? [], [...path, 'errors', 'status']);
    return {
      ...context.element(name, resource, path),
      kind: 'failover',
      service: compileHttpService(context, resource, failover.service, [...path, 'service']),
      fallback: compileHttpService(context, resource, failover.fallback, [...path, 'fallback']),
      replaces: { status: errors.status ?? [], maxRequestBodyBytes: errors.maxRequestBodyBytes ?? -1 },
    };
  }
  throw new CompileError(
    'service-type-missing',
    ['spec'],
    'unspecified service type',
    'write weighted, mirroring, highestRandomWeight or failover',
  );
}

/** @throws CompileError for what is neither a status nor a range of them */
function checkStatuses(statuses: readonly string[], path: FieldPath): void {
  statuses.forEach((text, index) => {
    const [, from, to = from] = /^([1-5]\d{2})(?:-([1-5]\d{2}))?$/.exec(text) ?? [];
    if (from !== undefined && Number(from) <= Number(to)) return;
    throw new CompileError(
      'status-invalid',
      [...path, index],
      `"${text}" is neither a status nor a range of them`,
      'write a status such as 503, or a range such as 500-599',
    );
  });
}
