import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  BAD_CODING,
  BAD_REQUEST,
  type CorpusCase,
  SERVED_GET,
} from '../../engine/http/corpus/corpus-case.ts';
import { type Outcome, shown, type Verdict, verdictOf } from './verdict.ts';

const outcome = (more: Partial<Outcome>): Outcome => ({
  statuses: [],
  closed: false,
  requests: [],
  violation: false,
  ...more,
});

const CASES: [
  title: string,
  expect: CorpusCase['expect'],
  outcome: Outcome,
  verdict: Verdict,
  shown: string,
][] = [
  ['refused and closed', BAD_REQUEST, outcome({ statuses: [400], closed: true }), 'strict', '400'],
  [
    'refused with one of two statuses',
    BAD_CODING,
    outcome({ statuses: [501], closed: true }),
    'strict',
    '501',
  ],
  ['refused and left open', BAD_REQUEST, outcome({ statuses: [400] }), 'lenient', '400'],
  ['refused with another status', BAD_REQUEST, outcome({ statuses: [422], closed: true }), 'lenient', '422'],
  ['closed without a word', BAD_REQUEST, outcome({ closed: true }), 'lenient', 'closed'],
  ['forwarded as expected', SERVED_GET, outcome({ statuses: [200], requests: ['GET /c'] }), 'strict', 'F'],
  [
    'either will do',
    [BAD_REQUEST, SERVED_GET],
    outcome({ statuses: [200], requests: ['GET /c'] }),
    'strict',
    'F',
  ],
  [
    'forwarded though it should not be',
    BAD_REQUEST,
    outcome({ statuses: [200], requests: ['GET /c'] }),
    'lenient',
    'F',
  ],
  ['neither answered nor closed', BAD_REQUEST, outcome({}), 'hung', 'hung'],
  [
    'garbage forwarded',
    BAD_REQUEST,
    outcome({ statuses: [502], violation: true }),
    'malformed',
    'malformed 502',
  ],
  [
    'the hidden request forwarded and answered as one of its own',
    BAD_REQUEST,
    outcome({ statuses: [200, 200], requests: ['POST /c', 'GET /smuggled'] }),
    'lenient',
    'F2',
  ],
  [
    'the hidden request forwarded within another',
    BAD_REQUEST,
    outcome({ statuses: [200], requests: ['POST /c', 'GET /smuggled'] }),
    'smuggled',
    'F2',
  ],
];

describe('the verdict on a case', () => {
  for (const [title, expect, seen, verdict, cell] of CASES) {
    it(title, () => {
      assert.equal(verdictOf({ expect }, seen), verdict);
      assert.equal(shown(seen), cell);
    });
  }
});
