import { parseTcpRule } from '../rules/tcp-rule.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import type { CompileContext } from './context.ts';
import { Linker, linkEntryPoints, linkRule } from './link.ts';
import type { TcpRouter } from './model.ts';

/** Checks everything TCP and UDP that refers to something else; what dangles is disabled with Traefik's text. */
export function linkStreams(context: CompileContext, entryPoints: readonly EntryPoint[]): void {
  const linker = new Linker(context);
  for (const router of context.tcpRouters.values()) {
    linkEntryPoints(linker, router, entryPoints, 'tcp');
    linkTcpRule(linker, router);
    linkService(linker, router, context.tcpServices);
    const options = router.tls?.options;
    if (options !== undefined && options !== 'default' && !context.tlsOptions.has(options)) {
      linker.disable(
        router,
        'tls-options-not-found',
        ['spec', 'tls', 'options', 'name'],
        `unknown TLS options: ${options}`,
        {
          advice: 'apply a TLSOption of that name in that namespace',
          silent: context.wasRejectedName('TLSOption', options),
        },
      );
    }
  }
  for (const router of context.udpRouters.values()) {
    linkEntryPoints(linker, router, entryPoints, 'udp');
    linkService(linker, router, context.udpServices);
  }
}

function linkTcpRule(linker: Linker, router: TcpRouter): void {
  const rule = linkRule(linker, router, parseTcpRule);
  if (!rule || router.tls) return;
  // Without TLS there is no server name to read. Traefik looks at the first HostSNI value alone.
  if (rule.firstHostSni === undefined || rule.firstHostSni === '*') return;
  const text = `invalid rule: "${router.rule}" , has HostSNI matcher, but no TLS on router`;
  linker.disable(router, 'host-sni-without-tls', [...router.path, 'match'], text, {
    advice: 'add spec.tls (tls: {} for the default certificate), or match HostSNI(`*`)',
  });
}

function linkService(
  linker: Linker,
  router: Parameters<typeof linkEntryPoints>[1] & { readonly service: string },
  services: ReadonlyMap<string, unknown>,
): void {
  if (services.has(router.service)) return;
  // The Services that could not be resolved were reported one by one, unless the route names none at all.
  linker.disable(router, 'service-not-found', router.path, `the service "${router.service}" does not exist`, {
    silent: linker.context.reporter.diagnostics.some(
      (found) => found.resource?.name === router.resource?.name,
    ),
  });
}
