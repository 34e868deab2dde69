import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListedRequest } from '../requests/request.ts';
import { reviewJson } from './json.ts';
import { reviewMarkdown } from './markdown.ts';
import type { Outcome } from './outcome.ts';
import { type ReportSubject, reviewText } from './report.ts';
import { ReviewCollector } from './review.ts';

function request(target: string, count: number): ListedRequest {
  const headers = [['Authorization', 'Basic c2VjcmV0']] as const;
  const question = { kind: 'http', method: 'GET', tls: false, host: 'a.test', target, headers } as const;
  return { question, count, place: 'x.log:1' };
}

function outcome(router: string | undefined, path: string): Outcome {
  const position = { file: 'a|b.yaml', line: 3, column: 5 };
  const common = { entryPoint: 'web', middlewares: [] };
  return router === undefined
    ? { ...common, state: 'refused', answer: '404' }
    : {
        ...common,
        state: 'forwarded',
        router: { name: router, position },
        head: { method: 'GET', host: 'a', target: path, headers: [] },
      };
}

function subject(): ReportSubject {
  const collector = new ReviewCollector();
  const rewritten = { change: 'rewritten', subject: 'path' } as const;
  for (const [index, path] of ['/1', '/2', '/3', '/4', '/5', '/6', '/7'].entries()) {
    const differences = [{ ...rewritten, before: path, after: `/v2${path}` }];
    const [before, after] = [outcome('a@file', path), outcome('a@file', `/v2${path}`)];
    collector.add(request(path, index + 1), [{ entryPoints: ['web'], before, after, differences }]);
  }
  const lost = [{ change: 'lost', subject: 'answer', before: 'app', after: '404' }] as const;
  const [before, after] = [outcome('b@file', '/'), outcome(undefined, '/')];
  collector.add(request('/</code>`|~~~~', 1204), [
    { entryPoints: ['web', 'b'], before, after, differences: lost },
  ]);
  collector.add(request('/same', 1), []);
  collector.renamed('c@file', 'd@file');
  return {
    review: collector.review,
    before: 'main:k8s',
    after: 'k8s',
    sources: ['x.log (access log)'],
    unread: { count: 7, lines: [{ place: 'x.log:9', expected: 'a URL' }] },
    notes: ['the manifests after have 1 error'],
  };
}

test('the report for a terminal', () => {
  const expected = `before  main:k8s
after   k8s
asked   9 requests, made 1,233 times, from x.log (access log)

lost       1 request, made 1,204 times: was answered by a service, and is not any more
rewritten  7 requests, made 28 times: the server sees another request, or the client another answer
unchanged  1 request
renamed    c@file -> d@file: nothing changes for requests

lost: GET http://a.test/</code>\`|~~~~ -H 'Authorization: …', made 1,204 times (x.log:1)
  at web and b
  router b@file at a|b.yaml:3:5
      -> none
  answer  app -> 404

rewritten: GET http://a.test/7 -H 'Authorization: …', made 7 times (x.log:1)
  and GET http://a.test/6 -H 'Authorization: …'
  and GET http://a.test/5 -H 'Authorization: …'
  and GET http://a.test/4 -H 'Authorization: …'
  and GET http://a.test/3 -H 'Authorization: …'
  and 2 more; all of these were made 28 times
  at web
  router a@file at a|b.yaml:3:5
  path  /7 -> /v2/7 (of the first)

7 lines are no request and were left out:
  x.log:9: expected a URL
  and 6 more

note: the manifests after have 1 error
`;
  assert.equal(reviewText(subject()), expected);
});

test('the report for a pull request says the same, and nothing of what was recorded can leave its place', () => {
  const text = reviewMarkdown(subject());
  assert.match(text, /^### Ingress: Requests fare differently\n/);
  assert.match(text, /\| \*\*lost\*\* \| 1 \| 1,204 \|/);
  assert.match(text, /<code>GET http:\/\/a\.test\/&lt;\/code&gt;`\|~~~~ /);
  assert.match(text, /\| path \| `\/7` \| `\/v2\/7` \|/);
  assert.ok(!text.includes('c2VjcmV0'));
  assert.equal((text.match(/<details>/g) ?? []).length, (text.match(/<\/details>/g) ?? []).length);
  assert.equal((text.match(/^~~~~/gm) ?? []).length % 2, 0);
});

test('the report for programs has all of it', () => {
  const document: unknown = JSON.parse(reviewJson(subject()));
  assert.deepEqual(Reflect.get(Object(document), 'groups')[0], {
    change: 'lost',
    distinct: 1,
    total: 1204,
    entryPoints: ['web', 'b'],
    differences: [{ change: 'lost', subject: 'answer', before: 'app', after: '404' }],
    before: { router: 'b@file', file: 'a|b.yaml', line: 3, column: 5 },
    after: null,
    examples: [
      { request: "GET http://a.test/</code>`|~~~~ -H 'Authorization: …'", count: 1204, place: 'x.log:1' },
    ],
  });
  assert.ok(!JSON.stringify(document).includes('c2VjcmV0'));
});

test('a review without a difference says so', () => {
  const collector = new ReviewCollector();
  collector.add(request('/', 1), []);
  assert.match(
    reviewMarkdown({ ...subject(), review: collector.review }),
    /^### Ingress: No request fares differently\n/,
  );
});
