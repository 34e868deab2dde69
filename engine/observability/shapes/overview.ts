import type { StaticConfiguration } from '../../static/static-configuration.ts';
import type { Item } from './item.ts';
import type { Runtime } from './runtime.ts';

/** What `/api/overview` answers: how much there is of everything, and in what state. */
export function overviewOf({ http, tcp, udp }: Runtime, options: StaticConfiguration): object {
  const routersAndServices = (protocol: Runtime[keyof Runtime]): object => ({
    routers: count(protocol.routers),
    services: count(protocol.services),
  });
  return {
    http: { ...routersAndServices(http), middlewares: count(http.middlewares) },
    tcp: { ...routersAndServices(tcp), middlewares: count(tcp.middlewares) },
    udp: routersAndServices(udp),
    features: {
      tracing: '',
      metrics: options.metricsEntryPoint === undefined ? '' : 'Prometheus',
      accessLog: options.accessLog !== undefined,
    },
    providers: ['KubernetesCRD'],
  };
}

function count(items: readonly Item[]): object {
  const having = (status: Item['status']): number => items.filter((item) => item.status === status).length;
  return { total: items.length, warnings: having('warning'), errors: having('disabled') };
}
