import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import type { Configuration } from '../configuration/model.ts';
import { Api } from './api.ts';
import { dashboard } from './dashboard.ts';
import { DASHBOARD_SCRIPT } from './dashboard-script.ts';
import { CONFIGURATION, headerOf, OPTIONS, SHOP_RULE } from './test-support.ts';

const page = dashboard('/dashboard/');

const paths: readonly (readonly [target: string, status: number])[] = [
  ['/', 302],
  ['/?x=1', 302],
  ['/dashboard/', 200],
  ['/dashboard/?x=1', 200],
  ['/dashboard', 302],
  ['/dashboard/other', 404],
  ['/favicon.ico', 404],
];

for (const [target, status] of paths) {
  test(`GET ${target} is ${status}`, () => {
    const answer = dashboard(target);
    assert.equal(answer.status, status);
    if (status === 302) assert.equal(headerOf(answer, 'Location'), '/dashboard/');
    if (status === 404) assert.equal(answer.body, '404 page not found\n');
  });
}

test('the page loads nothing from elsewhere and allows no script but its own', () => {
  assert.doesNotMatch(page.body, /(src|href)="(https?:)?\/\//);
  assert.doesNotMatch(page.body, /@import|url\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
  const script = /<script>(.*)<\/script>/s.exec(page.body)?.[1] ?? '';
  const digest = createHash('sha256').update(script).digest('base64');
  assert.ok(headerOf(page, 'Content-Security-Policy')?.includes(`script-src 'sha256-${digest}'`));
});

test('every section that the script draws is in the page', () => {
  const drawn = [...DASHBOARD_SCRIPT.matchAll(/byId\('([^']+)'\)/g)].map(([, id]) => id);
  assert.ok(drawn.length > 0);
  for (const id of drawn) assert.ok(page.body.includes(`id="${id}"`), `no element with id ${id}`);
});

/** As much of a DOM as the script uses. Text is kept apart from elements, so what is inserted as text shows. */
class FakeElement {
  readonly tag: string;
  readonly attributes = new Map<string, string>();
  children: (FakeElement | string)[] = [];

  constructor(tag: string) {
    this.tag = tag;
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  append(...children: (FakeElement | string)[]): void {
    this.children.push(...children);
  }

  replaceChildren(...children: (FakeElement | string)[]): void {
    this.children = children;
  }

  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }

  set textContent(text: string) {
    this.children = [text];
  }

  all(tag: string): FakeElement[] {
    const elements = this.children.filter((child) => child instanceof FakeElement);
    return elements.flatMap((child) => [...(child.tag === tag ? [child] : []), ...child.all(tag)]);
  }
}

/** The dashboard's script at work on an API, refreshed by hand. */
class FakeBrowser {
  readonly #elements = new Map<string, FakeElement>();
  #scheduled = Promise.withResolvers<() => void>();

  constructor(read: (target: string) => string) {
    const context = createContext({
      document: {
        createElement: (tag: string) => new FakeElement(tag),
        getElementById: (id: string) => this.byId(id),
      },
      fetch: async (target: string) => {
        const body = read(target.replace(/^\.\./, ''));
        return { ok: true, text: async () => body };
      },
      setTimeout: (refresh: () => void) => this.#scheduled.resolve(refresh),
    });
    runInContext(DASHBOARD_SCRIPT, context);
  }

  byId(id: string): FakeElement {
    const known = this.#elements.get(id) ?? new FakeElement('section');
    this.#elements.set(id, known);
    return known;
  }

  /** Resolves when the page is drawn. */
  async drawn(): Promise<void> {
    await this.#scheduled.promise;
  }

  async refresh(): Promise<void> {
    const again = await this.#scheduled.promise;
    this.#scheduled = Promise.withResolvers();
    again();
    await this.drawn();
  }
}

function apiOf(configuration: () => Configuration): (target: string) => string {
  const api = new Api({ options: OPTIONS, configuration, startedAt: new Date(0) });
  return (target) => {
    const answer = api.get(target);
    assert.equal(answer.status, 200, target);
    return answer.body;
  };
}

test('the script draws routers, service trees and servers as text', async () => {
  const browser = new FakeBrowser(apiOf(() => CONFIGURATION));
  await browser.drawn();
  assert.equal(browser.byId('state').textContent, 'Live');
  const routers = browser.byId('routers');
  const rules = routers.all('code').flatMap((code) => code.children);
  assert.ok(rules.includes(SHOP_RULE));
  assert.match(routers.textContent, /the service "gone@kubernetescrd" does not exist/);
  assert.deepEqual(
    routers.all('table').map((table) => table.all('caption')[0]?.textContent),
    ['HTTP routers', 'TCP routers', 'UDP routers'],
  );
  const tree = browser.byId('services').textContent;
  assert.match(tree, /v1@kubernetescrd weight 3 \(75 %\) loadBalancer enabledUP http:\/\/10\.0\.0\.1:80/);
  assert.match(tree, /v2@kubernetescrd gets a copy of 10 %/);
  assert.match(tree, /dns-1@kubernetescrd weight 1 \(100 %\) loadBalancer enabledUP 10\.0\.2\.1:53/);
  assert.match(browser.byId('overview').textContent, /HTTP7 1 warning 1 disabled102/);
  assert.doesNotMatch(browser.byId('middlewares').textContent, /apr1/);
});

test('the script redraws what changed and leaves the rest alone', async () => {
  let configuration = CONFIGURATION;
  const browser = new FakeBrowser(apiOf(() => configuration));
  await browser.drawn();
  const [entryPoints] = browser.byId('entry-points').children;
  const [services] = browser.byId('services').children;
  await browser.refresh();
  assert.equal(browser.byId('services').children[0], services);
  configuration = { ...CONFIGURATION, udp: { routers: new Map(), services: new Map() } };
  await browser.refresh();
  assert.equal(browser.byId('entry-points').children[0], entryPoints);
  assert.match(browser.byId('services').textContent, /No UDP services/);
});

test('the script says when the engine does not answer, and goes on', async () => {
  let answering = false;
  const read = apiOf(() => CONFIGURATION);
  const browser = new FakeBrowser((target) => {
    if (!answering) throw new Error('connection refused');
    return read(target);
  });
  await browser.drawn();
  assert.match(browser.byId('state').textContent, /^No answer from the engine \(connection refused\)/);
  answering = true;
  await browser.refresh();
  assert.equal(browser.byId('state').textContent, 'Live');
});

test('services that are made of each other are shown once each, not for ever', async () => {
  const loop = (name: string, child: string) => ({
    name: `${name}@kubernetescrd`,
    path: [],
    status: 'disabled' as const,
    errors: ['recursion'],
    kind: 'weighted' as const,
    services: [{ name: `${child}@kubernetescrd`, weight: 0 }],
  });
  const services = new Map([loop('a', 'b'), loop('b', 'a')].map((service) => [service.name, service]));
  const browser = new FakeBrowser(
    apiOf(() => ({ ...CONFIGURATION, http: { ...CONFIGURATION.http, services } })),
  );
  await browser.drawn();
  assert.match(
    browser.byId('services').textContent,
    /b@kubernetescrd weight 0 \(0 %\).*a@kubernetescrd.*loop/,
  );
});
