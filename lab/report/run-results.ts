import {
  type Envelope,
  type Pickle,
  type TestCase,
  type TestCaseStarted,
  type TestStepFinished,
  TimeConversion,
} from '@cucumber/messages';

/** How a scenario came out. */
export type Outcome = 'passed' | 'failed' | 'skipped';

/** One scenario, or one example of an outline, that was run. */
export interface ScenarioResult {
  /** Of the feature file, as it was read: `features/canary/weights.feature` */
  readonly uri: string;
  /** Line of the scenario, or of its row among the examples; from 1. */
  readonly line: number;
  readonly name: string;
  /** The feature's name. */
  readonly feature: string;
  readonly outcome: Outcome;
  /** From its first step to the end of its last. */
  readonly milliseconds: number;
  /** Why it was skipped, where somebody said so. */
  readonly reason?: string;
  readonly failure?: Failure;
}

/** The first that went wrong in a scenario. */
interface Failure {
  /** Text of the step; absent: before or after the steps. */
  readonly step?: string;
  readonly message: string;
}

/** A step that skips its scenario, or the rest of it, says why in a log that begins so. */
const SKIPPED = /^(?:the rest is )?skipped: /;

const FAILED: ReadonlySet<string> = new Set(['FAILED', 'AMBIGUOUS', 'UNDEFINED', 'PENDING', 'UNKNOWN']);

const UNDEFINED_STEP = 'there is no such step: ingress-lab steps WORD... lists those that speak of something';

/** An attempt at a scenario, as far as it was heard of. */
interface Attempt {
  readonly testCase: TestCase;
  readonly pickle: Pickle;
  readonly begun: number;
  isSkipped: boolean;
  reason?: string;
  failure?: Failure;
}

/** Reads the results of a run from the messages of Cucumber. */
export class RunResults {
  readonly #features = new Map<string, string>();
  readonly #pickles = new Map<string, Pickle>();
  readonly #cases = new Map<string, TestCase>();
  readonly #attempts = new Map<string, Attempt>();
  readonly #left = new Map<string, number>();
  readonly #scenarios: ScenarioResult[] = [];
  readonly #problems: string[] = [];
  #begun: number | undefined;
  #ended: number | undefined;

  /** Takes one message; returns the scenario that it ends, if it does. */
  update(envelope: Envelope): ScenarioResult | undefined {
    const { gherkinDocument, pickle, testCase, parseError, testRunHookFinished } = envelope;
    if (gherkinDocument?.feature) this.#features.set(gherkinDocument.uri ?? '', gherkinDocument.feature.name);
    if (pickle) this.#pickles.set(pickle.id, pickle);
    if (testCase) this.#expect(testCase);
    if (parseError) this.#problems.push(`${parseError.source.uri}: ${parseError.message}`);
    if (testRunHookFinished && FAILED.has(testRunHookFinished.result.status))
      this.#problems.push(
        testRunHookFinished.result.message ?? 'what is done before or after all scenarios failed',
      );
    return this.#follow(envelope);
  }

  /** In the order they ended. */
  get scenarios(): readonly ScenarioResult[] {
    return this.#scenarios;
  }

  /** What went wrong and is of no scenario: a feature that cannot be read, or what is done before or after all. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Of the whole run, as far as it has come; 0 before it begins. */
  get milliseconds(): number {
    return this.#begun === undefined ? 0 : (this.#ended ?? this.#begun) - this.#begun;
  }

  /** How many scenarios of a feature have not ended. */
  left(uri: string): number {
    return this.#left.get(uri) ?? 0;
  }

  #expect(testCase: TestCase): void {
    this.#cases.set(testCase.id, testCase);
    const uri = this.#pickles.get(testCase.pickleId)?.uri ?? '';
    this.#left.set(uri, this.left(uri) + 1);
  }

  #follow(envelope: Envelope): ScenarioResult | undefined {
    const {
      testRunStarted,
      testCaseStarted,
      testStepFinished,
      attachment,
      testCaseFinished,
      testRunFinished,
    } = envelope;
    if (testRunStarted)
      this.#begun = TimeConversion.timestampToMillisecondsSinceEpoch(testRunStarted.timestamp);
    if (testRunFinished)
      this.#ended = TimeConversion.timestampToMillisecondsSinceEpoch(testRunFinished.timestamp);
    if (testCaseStarted) this.#begin(testCaseStarted);
    if (testStepFinished) this.#step(testStepFinished);
    if (attachment && SKIPPED.test(attachment.body)) {
      const attempt = this.#attempts.get(attachment.testCaseStartedId ?? '');
      if (attempt) attempt.reason = attachment.body.replace(SKIPPED, '');
    }
    if (!testCaseFinished) return undefined;
    const { testCaseStartedId, timestamp, willBeRetried } = testCaseFinished;
    const attempt = this.#attempts.get(testCaseStartedId);
    this.#attempts.delete(testCaseStartedId);
    return willBeRetried || !attempt
      ? undefined
      : this.#end(attempt, TimeConversion.timestampToMillisecondsSinceEpoch(timestamp));
  }

  #begin({ id, testCaseId, timestamp }: TestCaseStarted): void {
    const testCase = this.#cases.get(testCaseId);
    const pickle = this.#pickles.get(testCase?.pickleId ?? '');
    if (!testCase || !pickle) return;
    const begun = TimeConversion.timestampToMillisecondsSinceEpoch(timestamp);
    this.#attempts.set(id, { testCase, pickle, begun, isSkipped: false });
  }

  #step({ testCaseStartedId, testStepId, testStepResult }: TestStepFinished): void {
    const attempt = this.#attempts.get(testCaseStartedId);
    if (!attempt) return;
    const { status, message } = testStepResult;
    if (status === 'SKIPPED') attempt.isSkipped = true;
    if (!FAILED.has(status) || attempt.failure) return;
    const { pickleStepId } = attempt.testCase.testSteps.find(({ id }) => id === testStepId) ?? {};
    const step = attempt.pickle.steps.find(({ id }) => id === pickleStepId)?.text;
    attempt.failure = {
      ...(step === undefined ? {} : { step }),
      message: message ?? (status === 'UNDEFINED' ? UNDEFINED_STEP : status.toLowerCase()),
    };
  }

  #end({ pickle, begun, isSkipped, reason, failure }: Attempt, ended: number): ScenarioResult {
    const { uri, location, name } = pickle;
    const outcome = failure ? 'failed' : isSkipped ? 'skipped' : 'passed';
    const result: ScenarioResult = {
      uri,
      line: location?.line ?? 1,
      name,
      feature: this.#features.get(uri) ?? uri,
      outcome,
      milliseconds: ended - begun,
      ...(outcome === 'skipped' && reason !== undefined ? { reason } : {}),
      ...(failure ? { failure } : {}),
    };
    this.#scenarios.push(result);
    this.#left.set(uri, this.left(uri) - 1);
    return result;
  }
}
