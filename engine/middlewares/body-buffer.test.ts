import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bufferedBody, type ReadResult, readRequestBody } from './body-buffer.ts';
import type { BodySink, RequestBody } from './handler.ts';
import { HeaderList } from './message.ts';
import { TestBody, TestSink } from './test-handlers.ts';

function reading(limit: number, length = -1): { body: TestBody; results: ReadResult[] } {
  const body = new TestBody(length);
  const results: ReadResult[] = [];
  readRequestBody(body, limit, (result) => results.push(result));
  return { body, results };
}

function replayOf(results: readonly ReadResult[]): RequestBody {
  const [result] = results;
  assert.equal(result?.kind, 'too-long');
  return result.replay;
}

test('a body within the limit is read whole, with its trailers', () => {
  const { body, results } = reading(6);
  const trailers = new HeaderList(['X-Sum', '1']);
  assert.equal(body.send('abc'), true);
  assert.equal(body.send('de'), true);
  assert.deepEqual(results, []);
  body.end('f', trailers);
  assert.deepEqual(results, [{ kind: 'whole', bytes: Buffer.from('abcdef'), trailers }]);
});

test('an empty body is whole', () => {
  const { body, results } = reading(0);
  body.end();
  assert.deepEqual(results, [{ kind: 'whole', bytes: Buffer.alloc(0), trailers: undefined }]);
});

test('without a limit any body is read whole', () => {
  const { body, results } = reading(-1, 9);
  body.send('abcdef');
  body.end('ghi');
  assert.equal(results[0]?.kind, 'whole');
});

test('a body that announces too much is not started', () => {
  const { body, results } = reading(5, 6);
  assert.equal(replayOf(results), body);
  assert.equal(body.sink, undefined);
});

test('a body that breaks off is broken, once', () => {
  const { body, results } = reading(5);
  body.send('abc');
  const error = new Error('gone');
  body.sink?.abort(error);
  assert.deepEqual(results, [{ kind: 'broken', error }]);
});

test('a body that becomes too long waits, and is replayed from its beginning', () => {
  const { body, results } = reading(4);
  body.send('abc');
  assert.equal(body.send('de'), false, 'the source has to wait');
  const replay = replayOf(results);
  const sink = new TestSink();
  replay.start(sink);
  assert.equal(sink.text, 'abcde');
  assert.equal(body.resumed, 1);
  assert.equal(body.send('fg'), true);
  body.end('h');
  assert.equal(sink.text, 'abcdefgh');
  assert.deepEqual(sink.log, ['end']);
  assert.deepEqual([replay.complete, replay.bytesRead, results.length], [true, 8, 1]);
});

test('a replay that is started at once lets the source go on without a call to resume', () => {
  const body = new TestBody();
  const sink = new TestSink();
  readRequestBody(body, 2, (result) => {
    assert.equal(result.kind, 'too-long');
    if (result.kind === 'too-long') result.replay.start(sink);
  });
  assert.equal(body.send('abc'), true);
  assert.equal(body.resumed, 0);
  body.end('d');
  assert.equal(sink.text, 'abcd');
  assert.deepEqual(sink.log, ['end']);
});

test('a replay hands on what its sink takes, and keeps the rest until it resumes', () => {
  const { body, results } = reading(4);
  body.send('abc');
  body.send('de');
  const replay = replayOf(results);
  const sink = new TestSink();
  sink.wants = false;
  replay.start(sink);
  assert.deepEqual(sink.pieces, ['abc']);
  replay.resume();
  assert.deepEqual(sink.pieces, ['abc', 'de']);
  assert.equal(body.resumed, 0, 'the sink is full: the source waits');
  replay.resume();
  assert.equal(body.resumed, 1);
  assert.equal(body.send('f'), false);
  body.end('g');
  assert.deepEqual(sink.pieces, ['abc', 'de', 'f']);
  sink.wants = true;
  replay.resume();
  assert.equal(sink.text, 'abcdefg');
  assert.deepEqual(sink.log, ['end']);
});

test('a body whose last piece makes it too long is replayed as a whole', () => {
  const { body, results } = reading(2);
  body.send('ab');
  const trailers = new HeaderList(['X-Sum', '1']);
  body.end('cd', trailers);
  const sink = new TestSink();
  replayOf(results).start(sink);
  assert.equal(sink.text, 'abcd');
  assert.equal(sink.trailers, trailers);
  assert.deepEqual(sink.log, ['end']);
});

for (const started of [true, false]) {
  test(`a source that breaks off aborts a replay that was ${started ? '' : 'not yet '}started`, () => {
    const { body, results } = reading(1);
    body.send('abc');
    const sink = new TestSink();
    if (started) replayOf(results).start(sink);
    body.sink?.abort(new Error('gone'));
    if (!started) replayOf(results).start(sink);
    assert.deepEqual(sink.log, ['abort gone']);
  });
}

test('a buffered body is delivered in pieces that wait for the sink', () => {
  const bytes = Buffer.alloc(200_000, 'x');
  const body = bufferedBody(bytes);
  const sink = new TestSink();
  sink.wants = false;
  body.start(sink);
  assert.equal(body.bytesRead, 65_536);
  assert.equal(sink.pieces.length, 1);
  body.resume();
  assert.equal(sink.pieces.length, 2);
  sink.wants = true;
  body.resume();
  assert.equal(sink.text.length, 200_000);
  assert.deepEqual([body.complete, body.bytesRead, body.length], [true, 200_000, 200_000]);
  assert.deepEqual(sink.log, ['end']);
  body.resume();
  assert.deepEqual(sink.log, ['end']);
});

test('a sink may resume a buffered body while it writes', () => {
  const body = bufferedBody(Buffer.alloc(200_000, 'x'));
  const lengths: number[] = [];
  const sink: BodySink = {
    write(_, start, end) {
      lengths.push(end - start);
      body.resume();
      return false;
    },
    end: (_, start, end) => lengths.push(end - start),
    abort: () => assert.fail('aborted'),
  };
  body.start(sink);
  assert.deepEqual(lengths, [65_536, 65_536, 65_536, 3392]);
});

test('a buffered body with trailers announces no length, so that it is sent in chunks', () => {
  const trailers = new HeaderList(['X-Sum', '1']);
  const body = bufferedBody(Buffer.from('abc'), trailers);
  const sink = new TestSink();
  body.start(sink);
  assert.deepEqual([body.length, sink.text, sink.trailers], [-1, 'abc', trailers]);
});
