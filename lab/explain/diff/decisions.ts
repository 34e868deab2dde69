import { seededRandom } from '../../../engine/core.ts';
import type { Preview } from '../../preview/preview.ts';
import { entryPointsFor } from '../entry-points.ts';
import { decide } from '../explain.ts';
import { QuestionError } from '../question-error.ts';
import type { Decision, Question } from '../story.ts';

/**
 * What becomes of many requests, told as `explain` tells it of one. One set of balancers serves them all, so where each
 * single request goes hangs on those before it, and is not to be read from these decisions.
 */
export class Decisions {
  readonly #preview: Preview;
  readonly #snapshot: ReturnType<Preview['configurator']['untouched']>;

  constructor(preview: Preview) {
    this.#preview = preview;
    this.#snapshot = preview.configurator.untouched(seededRandom(1));
  }

  /** None if there is no entry point for it. */
  async of(question: Question): Promise<Decision[]> {
    const decisions: Decision[] = [];
    for (const entryPoint of this.#entryPoints(question)) {
      const scene = { ...this.#preview, entryPoint, snapshot: this.#snapshot, count: 1 };
      decisions.push(await decide(scene, question));
    }
    return decisions;
  }

  #entryPoints(question: Question) {
    try {
      return entryPointsFor(this.#preview, question).entryPoints;
    } catch (error) {
      if (error instanceof QuestionError) return [];
      throw error;
    }
  }
}
