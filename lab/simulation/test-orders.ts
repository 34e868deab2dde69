import { HeaderList } from '../../engine/core.ts';
import { Engine } from '../../engine/index.ts';
import { preview } from '../preview/preview.ts';
import { SimulatedCluster } from './cluster/simulated-cluster.ts';
import { ClientReply } from './kernel/client-reply.ts';
import { manifests, planOf, route, traefikObject, workloads } from './kernel/test-scenes.ts';
import { simulate } from './simulate.ts';

const REQUESTS = 400;

const split = traefikObject(
  'TraefikService',
  'split',
  '{ weighted: { services: [{ name: a, port: 80, weight: 3 }, { name: b, port: 80, weight: 1 }] } }',
);
const texts = manifests(workloads(), split, route('{ name: split, kind: TraefikService }'));

/** Which workload each request goes to in a running engine, whose servers answer at once. */
async function liveOrder(): Promise<string> {
  const planned = await preview(texts, { flags: ['--entrypoints.web.address=127.0.0.1:0/tcp'] });
  const order: string[] = [];
  await using engine = await Engine.start({
    static: planned.static,
    initial: { resources: planned.resources, generation: 1 },
    servers: {
      send({ server, reply }) {
        order.push(planned.pods.get(server.pod ?? '')?.workload ?? '?');
        reply.start({ status: 200, headers: new HeaderList() }, { resume() {}, cancel() {} });
        reply.end(Buffer.alloc(0), 0, 0, undefined);
        return { cancel() {} };
      },
    },
  });
  for (let count = 0; count < REQUESTS; count += 1) {
    const reply = new ClientReply(() => undefined);
    const served = engine.serve('web', {
      method: 'GET',
      target: '/',
      host: 'shop.test',
      headers: new HeaderList(),
      version: '1.1',
      client: { clientIp: '192.0.2.1', peer: '192.0.2.1:1', tls: undefined },
      body: undefined,
      upgrade: undefined,
      reply,
    });
    served.done(true);
  }
  return order.join('');
}

/** The same in a simulation: one request in each bucket of the series. */
async function simulatedOrder(eventsOnly: boolean): Promise<string> {
  await using cluster = await SimulatedCluster.open(texts);
  const arrivals = { kind: 'constant', perSecond: 1000 } as const;
  const requests = [{ share: 1, request: { host: 'shop.test', path: '/' } }];
  const plan = planOf(1000, REQUESTS, {
    bucketMs: 1,
    sources: [{ name: 'customers', arrivals, population: { requests } }],
  });
  const { series, backends } = await simulate(cluster, plan, undefined, { eventsOnly });
  return series
    .map(
      (bucket) => backends[bucket.backends.findIndex((backend) => backend.requests === 1)]?.workload ?? '?',
    )
    .join('');
}

const [live, flow, events] = [await liveOrder(), await simulatedOrder(false), await simulatedOrder(true)];
console.log(JSON.stringify({ live, flow, events }));
