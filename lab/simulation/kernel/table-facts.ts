import { type EntryPointRoutes, matcherCalls } from '../../../engine/core.ts';

/** What the rules of a table look at that differs from one request of a client to another's. */
export interface TableFacts {
  /** The client's address, or a header that the entry point makes of it. */
  readonly address: boolean;
  /** Cookies, which change while clients go on. */
  readonly cookies: boolean;
}

const HEADER_MATCHERS: ReadonlySet<string> = new Set(['Header', 'HeaderRegexp', 'Headers', 'HeadersRegexp']);
const OF_ADDRESS = /^x-(?:forwarded-for|real-ip)$/i;

type Table = EntryPointRoutes['http']['plain'];

const KNOWN = new WeakMap<Table, TableFacts>();

/** Looked for once in each table. */
export function tableFacts(table: Table): TableFacts {
  const known = KNOWN.get(table);
  if (known) return known;
  const facts = findFacts(table);
  KNOWN.set(table, facts);
  return facts;
}

function findFacts({ routes }: Table): TableFacts {
  let address = false;
  let cookies = false;
  for (const { rule } of routes) {
    for (const { name, arguments: values } of matcherCalls(rule.tree)) {
      if (name === 'ClientIP') address = true;
      if (!HEADER_MATCHERS.has(name)) continue;
      const [header = ''] = values;
      if (OF_ADDRESS.test(header)) address = true;
      if (/^cookie$/i.test(header)) cookies = true;
    }
  }
  return { address, cookies };
}
