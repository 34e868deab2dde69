import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ImageMap, packageVersion } from './images.ts';

const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-images-'));
after(() => rm(folder, { recursive: true }));

async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const version = packageVersion();
const digest = `sha256:${'0'.repeat(64)}`;

const runs: readonly [image: string, byDefault: string, offline: string][] = [
  ['traefik/whoami', 'traefik/whoami:v1.11.0', `ingress-lab/whoami:${version}`],
  ['registry.example:5000/team/whoami:v1', 'traefik/whoami:v1.11.0', `ingress-lab/whoami:${version}`],
  [`mirror.example/whoami@${digest}`, 'traefik/whoami:v1.11.0', `ingress-lab/whoami:${version}`],
  ['traefik/whoamiudp:latest', 'traefik/whoamiudp:v0.2', `ingress-lab/whoamiudp:${version}`],
  ['nginx:1.26', 'nginx:1.26.3', `ingress-lab/nginx:${version}`],
  ['mongo:4.0', 'mongo:7.0.14', `ingress-lab/mongo:${version}`],
  ['my-nginx', 'my-nginx', 'my-nginx'],
  [
    `ghcr.io/acme/shop:1.4.2@${digest}`,
    `ghcr.io/acme/shop:1.4.2@${digest}`,
    `ghcr.io/acme/shop:1.4.2@${digest}`,
  ],
];

describe('the map of images', async () => {
  const byDefault = await ImageMap.read({});
  const offline = await ImageMap.read({ INGRESS_LAB_IMAGES: 'offline' });
  for (const [image, publicly, own] of runs) {
    test(`runs ${publicly} for ${image}, and ${own} offline`, () => {
      assert.equal(byDefault.resolve(image), publicly);
      assert.equal(offline.resolve(image), own);
    });
  }

  test('knows which images no registry has', () => {
    const built = [
      'ingress-lab/whoami:0.1.0',
      'ingress-lab-engine:0.1.0',
      'ingress-lab-engine',
      'ingress-lab/node',
    ];
    const others = ['traefik/whoami', 'registry.example/ingress-lab/whoami', 'ingress-lab-engineer'];
    assert.deepEqual(
      [...built, ...others].filter((image) => byDefault.isBuilt(image)),
      built,
    );
  });

  test('of a file of one’s own takes the first entry that fits, with what the reference says put in', async () => {
    const path = await written(
      'own.yaml',
      `images:
  - { match: "mongo:4.*", run: "registry.example/mongo:7.0" }
  - { match: "registry.example/*", run: "{image}" }
  - { match: "ghcr.io/*/shop", run: "registry.example/shops/{name}:{tag}-{version}" }
  - { match: "*", run: "registry.example/mirror/{image}" }
`,
    );
    const map = await ImageMap.read({ INGRESS_LAB_IMAGES: path });
    assert.deepEqual(
      ['mongo:4.0', 'mongo:8', 'registry.example/a/b:1', 'ghcr.io/acme/shop', 'acme/shop:1'].map((image) =>
        map.resolve(image),
      ),
      [
        'registry.example/mongo:7.0',
        'registry.example/mirror/mongo:8',
        'registry.example/a/b:1',
        `registry.example/shops/shop:latest-${version}`,
        'registry.example/mirror/acme/shop:1',
      ],
    );
  });
});

const refused: readonly [what: string, text: string, message: RegExp][] = [
  ['no list', 'whoami: traefik/whoami\n', /:1: a list of entries with match and run is expected/],
  ['an empty file', '', /:1: a list named images is expected/],
  ['an entry that is a word', 'images:\n  - whoami\n', /:2: an entry with match and run is expected/],
  [
    'an entry without run',
    'images:\n  - match: a\n    run: b\n  - match: whoami\n',
    /:4: an image is expected/,
  ],
  [
    'a member that nobody knows',
    'images:\n  - match: a\n    run: b\n    tag: c\n',
    /:2: there is no "tag" here/,
  ],
  [
    'a placeholder that nobody knows',
    'images:\n  - match: a\n    run: "b:{digest}"\n',
    /:3: the placeholders are/,
  ],
  [
    'a match that is no name',
    'images:\n  - match: "a b"\n    run: b\n',
    /:2: the name of an image is expected/,
  ],
  ['broken YAML', 'images:\n  - match: "a\n', /:\d: /],
];
for (const [what, text, message] of refused) {
  test(`a file of images with ${what} is refused where that is written`, async () => {
    const path = await written('refused.yaml', text);
    await assert.rejects(ImageMap.read({ INGRESS_LAB_IMAGES: path }), {
      code: 'containers-images-invalid',
      message,
    });
  });
}

test('a file of images that is not there is refused with what may be written', async () => {
  await assert.rejects(ImageMap.read({ INGRESS_LAB_IMAGES: join(folder, 'none.yaml') }), {
    code: 'containers-images-invalid',
    message: /none\.yaml: .*write public, offline or the path of a file/s,
  });
});
