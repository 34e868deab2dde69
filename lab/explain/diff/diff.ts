import type { Preview } from '../../preview/preview.ts';
import { explain } from '../explain.ts';
import type { ListedRequest } from '../requests/request.ts';
import type { Question } from '../story.ts';
import { compareStories } from './compare-stories.ts';
import { type Outcome, Outcomes } from './outcome.ts';
import { type Review, ReviewCollector } from './review.ts';

/** Asks two previews about the same requests and collects which of them fare differently, and how. */
export function diff(before: Preview, after: Preview, requests: Iterable<ListedRequest>): Review {
  const [was, is] = [asked(before), asked(after)];
  const collector = new ReviewCollector();
  for (const request of requests) {
    const [one, other] = [was(request.question), is(request.question)];
    const changes = compareStories(one, other);
    collector.add(request, changes);
    if (changes.length === 0) tellRenamed(collector, one, other);
  }
  return collector.review;
}

function asked(preview: Preview): (question: Question) => readonly Outcome[] {
  const outcomes = new Outcomes(preview);
  return (question) =>
    explain(preview, question).decisions.map((decision) => outcomes.of(question, decision));
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
