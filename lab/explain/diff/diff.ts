import type { Preview } from '../../preview/preview.ts';
import type { ListedRequest } from '../requests/request.ts';
import type { Question } from '../story.ts';
import { Alike } from './alike.ts';
import { compareStories } from './compare-stories.ts';
import { Decisions } from './decisions.ts';
import { type Outcome, Outcomes } from './outcome.ts';
import { type Review, ReviewCollector } from './review.ts';

/** Asks two previews about the same requests and collects which of them fare differently, and how. */
export async function diff(
  before: Preview,
  after: Preview,
  requests: Iterable<ListedRequest>,
): Promise<Review> {
  const [was, is] = [asked(before), asked(after)];
  const known = new Set([before, after].flatMap((side) => side.static.entryPoints.map(({ name }) => name)));
  const alike = new Alike(before, after);
  const collector = new ReviewCollector();
  for (const request of requests) {
    const question = atKnown(request.question, known);
    const pairs = alike.routersOf(question);
    if (pairs !== undefined) {
      collector.add(request, []);
      for (const [before, after] of pairs) if (before !== after) collector.renamed(before, after);
      continue;
    }
    const [one, other] = [await was(question), await is(question)];
    const changes = compareStories(one, other);
    collector.add(request, changes);
    if (changes.length === 0) tellRenamed(collector, one, other);
  }
  return collector.review;
}

function asked(preview: Preview): (question: Question) => Promise<readonly Outcome[]> {
  const decisions = new Decisions(preview);
  const outcomes = new Outcomes(preview);
  return async (question) =>
    (await decisions.of(question)).map((decision) => outcomes.of(question, decision));
}

/** A log may name entry points by other names than manifests without the proxy's options can tell. */
function atKnown(question: Question, known: ReadonlySet<string>): Question {
  const { entryPoint, ...rest } = question;
  return entryPoint === undefined || known.has(entryPoint) ? question : rest;
}

function tellRenamed(
  collector: ReviewCollector,
  before: readonly Outcome[],
  after: readonly Outcome[],
): void {
  for (const { entryPoint, router } of before) {
    const other = after.find((outcome) => outcome.entryPoint === entryPoint)?.router;
    if (router !== undefined && other !== undefined && router.name !== other.name)
      collector.renamed(router.name, other.name);
  }
}
