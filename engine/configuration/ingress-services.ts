import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf, referenceOf } from '../resources/resource.ts';
import { stickyCookie } from './balancing-fields.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { resolveService } from './endpoints.ts';
import { type ServiceAnnotations, serviceAnnotations } from './ingress-annotations.ts';
import { annotationPath, foreignIsAllowed, ownName } from './ingress-names.ts';
import type { IngressPath } from './ingress-rules.ts';
import type { ConfiguredServer } from './model.ts';

/**
 * Makes the load balancer of a backend part of the configuration, as the annotations of its Service say.
 *
 * @throws CompileError
 */
export function compileBackend(
  context: CompileContext,
  resource: ResourceOf<'Ingress'>,
  { service, resource: other }: IngressPath['backend'],
  path: FieldPath,
  name: string,
): void {
  if (!service || other !== undefined) {
    throw new CompileError(
      'backend-unsupported',
      path,
      other === undefined ? 'Missing service definition' : 'Resource backends are not supported',
      'name a Service under service:',
    );
  }
  const annotations = annotationsOf(context, namespaceOf(resource), service.name);
  const { port, addresses } = resolveService(
    context,
    resource,
    {
      name: service.name,
      port: service.port?.name || service.port?.number,
      nativeLB: annotations.nativeLB,
      nodePortLB: annotations.nodePortLB,
    },
    [...path, 'service'],
    'http',
  );
  const https = port.number === 443 || port.name.startsWith('https');
  const scheme = annotations.serversScheme ?? (https ? 'https' : 'http');
  context.httpServices.set(name, {
    ...context.element(name, resource, path),
    kind: 'loadBalancer',
    servers: addresses.map(({ host, ...address }): ConfiguredServer => {
      const authority = host.includes(':') ? `[${host}]:${address.port}` : `${host}:${address.port}`;
      return { url: `${scheme}://${authority}`, scheme, host, ...address };
    }),
    strategy: 'wrr',
    passHostHeader: annotations.passHostHeader ?? true,
    ...(annotations.serversTransport ? { serversTransport: ownName(annotations.serversTransport) } : {}),
    ...(annotations.middlewares?.length ? { middlewares: annotations.middlewares.map(ownName) } : {}),
    ...stickyCookie(annotations.cookie && { cookie: annotations.cookie }),
  });
}

/** Wrong annotations of a Service are reported with it, and take the path out of force. @throws CompileError */
function annotationsOf(context: CompileContext, namespace: string, name: string): ServiceAnnotations {
  const service = context.find('Service', namespace, name);
  if (!service) return {};
  const read = context.attempt(service, () => {
    const annotations = serviceAnnotations(context, service);
    if (annotations.serversTransport && !foreignIsAllowed(context, namespace)) {
      throw new CompileError(
        'cross-provider',
        annotationPath('service.serverstransport'),
        `cross-provider serversTransport reference is not allowed from namespace "${namespace}"`,
        `start with --providers.kubernetesingress.crossprovidernamespaces=${namespace}`,
      );
    }
    return annotations;
  });
  if (read) return read;
  throw new CompileError('annotation-unknown', ['metadata'], referenceOf(service).name, undefined, true);
}
