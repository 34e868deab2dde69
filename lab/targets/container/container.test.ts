import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ContainerClient } from '../../clients/container-client.ts';
import { DEFAULT_CONTROLLER, Lab } from '../../lab.ts';
import { containerClient } from '../../worlds/containers/client.ts';
import { engineForTests, hasImage } from '../../worlds/containers/test-engine.ts';
import { engineImage, targetInContainer } from './engine-image.ts';

const FLAGS = [
  '--entrypoints.web.address=127.0.0.1:0',
  '--entrypoints.web.transport.lifecycle.gracetimeout=100ms',
];

const WHOAMI = `
apiVersion: v1
kind: Pod
metadata: { name: app, labels: { app: app } }
spec: { containers: [{ name: app, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { selector: { app: app }, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: app }
spec: { entryPoints: [web], routes: [{ match: Path(\`/app\`), kind: Rule, services: [{ name: app, port: 80 }] }] }
`;

const { skip } = await engineForTests();
const missing =
  skip === undefined &&
  !((await hasImage(/^ingress-lab\/whoami:/)) && (await hasImage(/^ingress-lab-engine:/)))
    ? '`make images` has not built the images'
    : undefined;

describe('the engine as a container beside a pod', { skip: skip ?? missing ?? false }, () => {
  before(() => {
    process.env['INGRESS_LAB_WORLD'] = 'containers';
    process.env['INGRESS_LAB_IMAGES'] = 'offline';
    process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  });

  async function labels(): Promise<string[]> {
    const { dockerode } = (await containerClient()).engine.container;
    const containers = await dockerode.listContainers({ all: true });
    const networks = await dockerode.listNetworks();
    return [...containers, ...networks].flatMap(({ Labels }) => Labels?.['ingress-lab/run'] ?? []);
  }

  test('it serves what is applied, tells who answered, and leaves nothing behind', async () => {
    let run = '';
    {
      await using lab = new Lab({ target: await targetInContainer('engine') });
      const proxy = await lab.startController(DEFAULT_CONTROLLER, FLAGS);
      await lab.world.apply(WHOAMI);
      await lab.ready();
      const network = await lab.world.network?.();
      const web = proxy.addressesInside?.get('web');
      assert.ok(network && web);
      run = network.labels['ingress-lab/run'] ?? '';
      assert.ok((await labels()).includes(run));
      await using client = await ContainerClient.start(network, await engineImage(process.env));
      const [answer] = await client.send(web, { method: 'GET', host: 'app.test', path: '/app' });
      assert.ok(answer && !('error' in answer));
      assert.match(answer.body, new RegExp(`^RemoteAddr: ${RegExp.escape(web.host)}:`, 'm'));
      assert.match(answer.body, new RegExp(`^X-Forwarded-For: ${RegExp.escape(client.address)}$`, 'm'));
      await lab.reported([answer]);
      assert.deepEqual([lab.servedBy(answer), lab.podOf(answer)], ['app', 'app']);
    }
    assert.ok(!(await labels()).includes(run));
  });

  test('one that is killed is an error of whoever waits for it', async () => {
    await using lab = new Lab({ target: await targetInContainer('engine') });
    await lab.startController(DEFAULT_CONTROLLER, FLAGS);
    const { dockerode } = (await containerClient()).engine.container;
    const network = await lab.world.network?.();
    const label = `ingress-lab/run=${network?.labels['ingress-lab/run']}`;
    const [proxy] = await dockerode.listContainers({ filters: { label: [label] } });
    await dockerode.getContainer(proxy?.Id ?? '').kill();
    await lab.world.apply(WHOAMI);
    await assert.rejects(lab.ready(), {
      code: 'target-failed',
      message: /^the engine ended with exit code 137\n/,
    });
  });
});
