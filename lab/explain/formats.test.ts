import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { readManifestTexts } from '../../engine/index.ts';
import { preview } from '../preview/preview.ts';
import { explain } from './explain.ts';
import { readQuestion } from './read-question.ts';
import { shortStory } from './short.ts';
import { svgStory } from './svg.ts';
import { storyOf } from './test-decision.ts';
import { textStory } from './text.ts';

test('the text reads from the entry point to the servers, with places', async () => {
  const subject = await preview(await readManifestTexts(['fixtures/manifests/mirroring']));
  const story = await explain(subject, readQuestion({ url: 'http://mirror.xinn.cc/' }), { count: 2 });
  const text = textStory(story).replaceAll(/(?<=pod )\S+/g, 'POD');
  assert.deepEqual(text.split('\n'), [
    'GET http://mirror.xinn.cc/',
    '',
    'entry point web :80/tcp (web listens on port 80)',
    'HTTP routers without TLS',
    '  ✓ test-pod-mirror-ingress-route-4e49c7992425dc6716c0@kubernetescrd, priority 22, by the length of its rule  fixtures/manifests/mirroring/routes.yaml:25:14',
    "      ✓ Host(`mirror.xinn.cc`)  the request's host is mirror.xinn.cc",
    '  → test-pod-mirror-ingress-route-4e49c7992425dc6716c0@kubernetescrd is the only router that matches',
    'the server gets GET /, Host: mirror.xinn.cc',
    'service',
    '  test-pod-app-mirror@kubernetescrd (mirroring, the main service answers, mirrors get copies)  fixtures/manifests/mirroring/routes.yaml:9:5',
    '  ├ main: test-pod-v1-80@kubernetescrd (loadBalancer, in turn)  fixtures/manifests/mirroring/routes.yaml:9:5',
    '  │ └ http://10.42.0.1:80 pod POD of v1',
    '  └ a copy of 50 %: test-pod-v2-80@kubernetescrd (loadBalancer, in turn)  fixtures/manifests/mirroring/routes.yaml:12:9',
    '    └ http://10.42.0.2:80 pod POD of v2',
    'this and the next go to',
    '  1 v1 http://10.42.0.1:80, a copy to v2',
    '  2 v1 http://10.42.0.1:80',
    '',
  ]);
});

const HOSTILE = `
http:
  routers:
    one: { rule: PathPrefix(\`/\`) && !Path(\`/<b>&"\`), service: "<i>&", middlewares: [add] }
  services:
    "<i>&": { loadBalancer: { servers: [{ url: "http://shop.test:80" }] } }
  middlewares:
    add: { addPrefix: { prefix: /v1 } }
`;

test('the diagram has each part once, and names are escaped', async () => {
  const svg = svgStory(await storyOf(HOSTILE, 'http://a.test/?<script>'));
  for (const kind of ['client', 'entry-point', 'router', 'middleware', 'service', 'server']) {
    assert.equal(svg.split(`<g class="${kind}">`).length, 2, kind);
  }
  assert.ok(!/<(?:script|i|b)>/.test(svg), svg);
  assert.ok(svg.includes('&lt;i&gt;&amp;@file'), svg);
});

test('the diagram of an answer ends with it', async () => {
  const svg = svgStory(await storyOf(HOSTILE, 'https://a.test/'));
  assert.ok(svg.includes('answer 404'), svg);
});

test('colours change nothing but colours', async () => {
  const story = await storyOf(HOSTILE, 'http://a.test/x');
  const coloured = textStory(story, { colours: true });
  assert.notEqual(coloured, textStory(story));
  assert.equal(stripVTControlCharacters(coloured), textStory(story));
});

test('the short story names the router, what decided and who was passed', async () => {
  assert.deepEqual(shortStory(await storyOf(HOSTILE, 'http://a.test/x')).split('\n'), [
    'web: router one@file',
    "  ✓ one@file (priority 34): PathPrefix(`/`) matches: the request's path is /x; !Path(`/<b>&\"`) matches: the request's path is /x",
    '  middlewares: add@file',
  ]);
});
