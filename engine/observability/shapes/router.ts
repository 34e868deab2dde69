import type { HttpRouter, RouterTls, TcpRouter, UdpRouter } from '../../configuration/model.ts';
import { providerOf, referenceFrom } from '../../configuration/names.ts';
import { defaultPriority, effectivePriority } from '../../rules/priority.ts';
import { RuleError } from '../../rules/rule-error.ts';
import { parseTcpRule } from '../../rules/tcp-rule.ts';
import { type Item, itemOf, listed } from './item.ts';

declare global {
  interface JSON {
    /** ECMAScript: JSON.rawJSON; Node has it, the type library not yet. */
    rawJSON(text: string): object;
  }
}

export interface RouterItem extends Item {
  readonly entryPoints?: readonly string[];
  readonly middlewares?: readonly string[];
  readonly service: string;
  readonly rule?: string;
  /** The engine's own routers only. */
  readonly ruleSyntax?: string;
  /** A number, or raw JSON where a double is not exact enough. */
  readonly priority?: number | object;
  /** The same for readers whose numbers are doubles. */
  readonly priorityStr?: string;
  readonly tls?: { readonly options?: string; readonly passthrough?: boolean };
  /** HTTP only. */
  readonly observability?: object;
  /** The entry points it is reached through. */
  readonly using?: readonly string[];
}

/** What Traefik shows of a router that sets none of it. */
export const OBSERVABILITY = {
  accessLogs: true,
  metrics: true,
  tracing: true,
  traceVerbosity: 'minimal',
} as const;

export function httpRouterItem(router: HttpRouter): RouterItem {
  const priority = effectivePriority(router.priority, defaultPriority({ source: router.rule }));
  return {
    ...common(router),
    ...listed('middlewares', router.middlewares),
    rule: router.rule,
    ...(providerOf(router.name) === 'internal' ? { ruleSyntax: 'default' } : {}),
    ...(router.exactPriority === undefined ? priorities(priority) : exactly(router.exactPriority)),
    ...(router.tls ? { tls: { options: optionsOf(router, router.tls) } } : {}),
    observability: OBSERVABILITY,
  };
}

export function tcpRouterItem(router: TcpRouter): RouterItem {
  const { tls } = router;
  return {
    ...common(router),
    ...listed('middlewares', router.middlewares),
    rule: router.rule,
    ...priorities(effectivePriority(router.priority, tcpPriority(router.rule))),
    // A router that passes TLS through has no use for options.
    ...(tls
      ? {
          tls: tls.passthrough
            ? { passthrough: true }
            : { passthrough: false, options: optionsOf(router, tls) },
        }
      : {}),
  };
}

export function udpRouterItem(router: UdpRouter): RouterItem {
  return common(router);
}

function common(router: UdpRouter): RouterItem {
  const { name, entryPoints, service } = router;
  return {
    ...listed('entryPoints', entryPoints),
    service: referenceFrom(name, service),
    ...listed('using', [...new Set(entryPoints)].toSorted()),
    ...itemOf(router),
  };
}

function priorities(priority: number): Pick<RouterItem, 'priority' | 'priorityStr'> {
  return {
    priority,
    priorityStr: Number.isInteger(priority) ? BigInt(priority).toString() : String(priority),
  };
}

/** As a double it would be another number, which readers with 64-bit integers may refuse. */
export function exactly(priority: string): Required<Pick<RouterItem, 'priority' | 'priorityStr'>> {
  return { priority: JSON.rawJSON(priority), priorityStr: priority };
}

function optionsOf(router: { readonly name: string }, tls: RouterTls): string {
  return referenceFrom(router.name, tls.options);
}

/** A rule that cannot be read still has a length. */
function tcpPriority(source: string): number {
  try {
    return defaultPriority(parseTcpRule(source));
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return defaultPriority({ source });
  }
}
