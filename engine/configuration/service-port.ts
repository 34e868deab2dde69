import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';

/** A port of a Service; the name is empty if it has none. */
export interface ServicePort {
  readonly name: string;
  readonly number: number;
  /** What it is on every node, if it is there. */
  readonly nodePort?: number;
}

/**
 * The port of a Service that a reference means: a number is its `port`, a string its `name`, so that the string "80" is
 * a name; `targetPort` is never looked at. An ExternalName Service takes any number
 * (Traefik: `pkg/provider/kubernetes/crd`, getServicePort).
 *
 * @param path the reference's
 * @param declaredOnly an ExternalName Service takes only the numbers that it lists, too, as for a core Ingress
 * @throws CompileError
 */
export function servicePort(
  service: ResourceOf<'Service'>,
  wanted: number | string | undefined,
  path: FieldPath,
  declaredOnly = false,
): ServicePort {
  const { ports, type } = service.spec;
  const written = ports.map((port) =>
    port.name === undefined ? `${port.port}` : `${port.port} (${port.name})`,
  );
  const advice = `the Service has ${written.length === 0 ? 'no ports' : `the ports ${written.join(', ')}`}`;
  if (wanted === undefined || wanted === 0 || wanted === '') {
    const message = declaredOnly ? 'service port not found' : 'ingressRoute service port not defined';
    throw new CompileError('service-port-missing', path, message, advice);
  }
  const found = ports.find((port) =>
    typeof wanted === 'number' ? port.port === wanted : port.name === wanted,
  );
  if (found) {
    const { name = '', port: number, nodePort } = found;
    return { name, number, ...(nodePort === undefined ? {} : { nodePort }) };
  }
  if (!declaredOnly && type === 'ExternalName' && typeof wanted === 'number')
    return { name: '', number: wanted };
  throw new CompileError(
    'service-port-not-found',
    [...path, 'port'],
    `service port not found: ${wanted} in ${namespaceOf(service)}/${service.metadata.name}`,
    advice,
  );
}
