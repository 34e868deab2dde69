import type { CheckSubject, HttpRouter, TcpRouter } from './rule.ts';

type Configurator = CheckSubject['configurator'];

/** The hosts that a router is for; none where its rule excludes some, which is hard to tell. */
export function positiveHosts({ rules }: Configurator, router: HttpRouter): readonly string[] {
  return router.rule.includes('!') ? [] : rules.http(router).hosts;
}

/** The first server name that a router is for. */
export function positiveServerNames({ rules }: Configurator, router: TcpRouter): readonly string[] {
  const name = router.rule.includes('!') ? undefined : rules.tcp(router).firstHostSni;
  return name === undefined ? [] : [name.replace(/\.$/, '')];
}
