import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Preview } from '../../preview/preview.ts';
import { addRequestsOfRules } from '../requests/from-rules.ts';
import { readPlainLine } from '../requests/plain-line.ts';
import { RequestList } from '../requests/request-list.ts';
import type { Question } from '../story.ts';
import { Alike } from './alike.ts';
import { compareStories } from './compare-stories.ts';
import { Decisions } from './decisions.ts';
import { Outcomes } from './outcome.ts';
import { type Written, written } from './test-manifests.ts';
import { writtenSets } from './test-sets.ts';

async function outcomesOf(preview: Preview, question: Question) {
  const outcomes = new Outcomes(preview);
  return (await new Decisions(preview).of(question)).map((decision) => outcomes.of(question, decision));
}

const LINES: readonly string[] = [
  'http://shop.test/',
  'http://shop.test/api/x',
  'https://shop.test/api',
  'http://a.test/',
  'OPTIONS http://b.test/%zz',
  "http://shop.test/ -H 'X-Role: guest' --from 10.1.1.1",
  'https://shop.test/ --sni other.test',
];

test('what is said to fare alike does so when it is rehearsed', async () => {
  let alike = 0;
  await fc.assert(
    fc.asyncProperty(writtenSets, writtenSets, async (one, other) => {
      const [before, after] = await Promise.all([written(one), written(other)]);
      const list = new RequestList();
      for (const line of LINES) list.add(readPlainLine(line), () => '');
      for (const side of [before, after]) addRequestsOfRules(side, list);
      const quick = new Alike(before, after);
      for (const { question } of list.requests) {
        if (quick.routersOf(question) === undefined) continue;
        alike += 1;
        const [was, is] = [await outcomesOf(before, question), await outcomesOf(after, question)];
        assert.deepEqual(compareStories(was, is), [], JSON.stringify(question));
      }
    }),
    { numRuns: 60 },
  );
  assert.ok(alike > 60, `only ${alike} requests were said to fare alike`);
});

describe('whether a request needs no rehearsal', () => {
  const stripped: Written = { middlewares: ['strip'] };
  const cases: readonly (readonly [
    name: string,
    before: Written,
    after: Written,
    line: string,
    alike: boolean,
  ])[] = [
    ['nothing changed', {}, {}, 'http://shop.test/', true],
    ['a name changed', {}, { name: 'store' }, 'http://shop.test/', true],
    ['nothing takes it on either side', {}, stripped, 'http://other.test/', true],
    ['a middleware', {}, stripped, 'http://shop.test/', false],
    ['a service', {}, { services: '[{ name: b, port: 80 }]' }, 'http://shop.test/', false],
    ['its router went', {}, { rule: 'Host(`x.test`)' }, 'http://shop.test/', false],
    [
      'its entry point went',
      { entryPoints: ['web', 'internal'] },
      {},
      'http://shop.test/ --entrypoint internal',
      false,
    ],
    ['a connection of TCP', {}, {}, 'tcp', false],
  ];
  for (const [name, before, after, line, alike] of cases) {
    test(name, async () => {
      const read = readPlainLine(line);
      assert.ok(read !== undefined && 'question' in read);
      const found = new Alike(await written(before), await written(after)).routersOf(read.question);
      assert.equal(found !== undefined, alike);
    });
  }
});
