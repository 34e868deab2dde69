import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApi } from './credentials.ts';
import { jsonBody } from './json-lines.ts';
import { TestApiServer } from './test-api-server.ts';

const PATH = '/api/v1/services';

test('credentials that are read anew again and again leave no connections behind, and cut none in use', async (context) => {
  const server = await TestApiServer.start(context);
  const address = { kubeconfig: '', context: '', endpoint: server.url, token: 't', certAuthFilePath: '' };
  const transport = await openApi(address, {});
  const ending = new AbortController();
  context.after(() => {
    ending.abort();
    transport.close();
  });
  const { signal } = ending;
  const watch = await transport.send({ method: 'GET', path: PATH, query: { watch: 'true' }, signal });
  const chunks = watch.body[Symbol.asyncIterator]();
  for (let times = 0; times < 20; times += 1) {
    transport.renew();
    const { body } = await transport.send({ method: 'GET', path: PATH, signal });
    await jsonBody(body);
  }
  assert.ok(transport.size <= 3, `${transport.size} sets of connections are kept`);
  server.put('/api/v1/namespaces/shop/services', { metadata: { name: 'late' } });
  const { value } = await chunks.next();
  assert.match(String(value), /"late"/);
});
