import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import type { Envelope, Pickle, PickleStep, StepDefinition, TestCase } from '@cucumber/messages';
import { argumentLines } from './argument-lines.ts';
import { commentAbove, definitionAt, leadingComment } from './source-comments.ts';
import { stepLines } from './step-lines.ts';
import {
  type AmbiguousUse,
  groupHeading,
  type ParameterType,
  type Step,
  type StepGroup,
  type StepUse,
  type Vocabulary,
} from './vocabulary.ts';

/** Where steps and their uses are found: paths and patterns of Cucumber's, from `root` unless they are absolute. */
export interface VocabularySources {
  /** The folder that paths are told from. */
  readonly root: string;
  readonly steps: readonly string[];
  readonly features: readonly string[];
}

/**
 * Has Cucumber load the steps and match them to features, without running any.
 *
 * @throws Error if a feature cannot be parsed or a step file cannot be loaded.
 */
export async function readVocabulary(of: VocabularySources): Promise<Vocabulary> {
  const envelopes = await dryRun(of);
  const sources = new Sources(of.root);
  const uses = usesByDefinition(envelopes);
  const steps = await Promise.all(
    envelopes.flatMap(({ stepDefinition }) =>
      stepDefinition ? [readStep(stepDefinition, uses.get(stepDefinition.id) ?? [], sources)] : [],
    ),
  );
  const files = [...new Set(steps.map(({ file }) => file))].sort();
  return {
    groups: await Promise.all(files.map((file) => readGroup(file, steps, sources))),
    parameterTypes: await readParameterTypes(envelopes, sources),
    ambiguous: ambiguousUses(envelopes),
  };
}

/** Cucumber's messages about a run in which nothing is executed. */
async function dryRun({ root, steps, features }: VocabularySources): Promise<Envelope[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const environment = { cwd: root, stdout: silent, stderr: process.stderr };
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: {
        paths: [...features],
        import: [...steps],
        dryRun: true,
        publish: false,
      },
    },
    environment,
  );
  const envelopes: Envelope[] = [];
  await runCucumber(runConfiguration, environment, (envelope) => envelopes.push(envelope));
  const broken = envelopes.flatMap(({ parseError }) => parseError ?? []);
  if (broken.length > 0) {
    throw new Error(
      broken.map(({ source, message }) => `${source.uri ?? 'a feature'}: ${message}`).join('\n'),
    );
  }
  return envelopes;
}

/** Each source file is read once. */
class Sources {
  readonly #root: string;
  readonly #texts = new Map<string, Promise<string>>();

  constructor(root: string) {
    this.#root = root;
  }

  read(file: string): Promise<string> {
    const known = this.#texts.get(file);
    if (known) return known;
    const text = readFile(resolve(this.#root, file), 'utf8');
    this.#texts.set(file, text);
    return text;
  }
}

async function readStep(
  definition: StepDefinition,
  uses: readonly StepUse[],
  sources: Sources,
): Promise<Step> {
  const { uri: file = '', location } = definition.sourceReference;
  const line = location?.line ?? 1;
  const source = await sources.read(file);
  return {
    ...definitionAt(source, line),
    expression: definition.pattern.source,
    file,
    line,
    comment: commentAbove(source, line),
    uses,
  };
}

async function readGroup(file: string, steps: readonly Step[], sources: Sources): Promise<StepGroup> {
  const heading = groupHeading(file, leadingComment(await sources.read(file)));
  const own = steps.filter((step) => step.file === file).toSorted((a, b) => a.line - b.line);
  return { file, ...heading, steps: own };
}

function readParameterTypes(envelopes: readonly Envelope[], sources: Sources): Promise<ParameterType[]> {
  const types = envelopes.flatMap(({ parameterType }) => parameterType ?? []);
  return Promise.all(
    types.map(async ({ name, regularExpressions, sourceReference }) => ({
      name,
      patterns: regularExpressions,
      comment: commentAbove(
        await sources.read(sourceReference?.uri ?? ''),
        sourceReference?.location?.line ?? 1,
      ),
    })),
  );
}

interface MatchedStep {
  readonly use: StepUse;
  readonly definitionIds: readonly string[];
}

/** Every step of every scenario with the definitions that match it, by path and line. */
function matchedSteps(envelopes: readonly Envelope[]): MatchedStep[] {
  const lines = stepLines(envelopes.flatMap(({ gherkinDocument }) => gherkinDocument ?? []));
  const pickles = new Map(envelopes.flatMap(({ pickle }) => (pickle ? [[pickle.id, pickle] as const] : [])));
  const toMatched = ({ pickleId, testSteps }: TestCase): MatchedStep[] => {
    const pickle = pickles.get(pickleId);
    if (!pickle) return [];
    return pickle.steps.map((step) => ({
      use: useOf(pickle, step, lines),
      definitionIds: testSteps.find(({ pickleStepId }) => pickleStepId === step.id)?.stepDefinitionIds ?? [],
    }));
  };
  return envelopes
    .flatMap(({ testCase }) => (testCase ? toMatched(testCase) : []))
    .toSorted(({ use: a }, { use: b }) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function useOf(pickle: Pickle, step: PickleStep, lines: ReadonlyMap<string, number>): StepUse {
  return {
    file: pickle.uri,
    line: lines.get(step.astNodeIds[0] ?? '') ?? pickle.location?.line ?? 1,
    text: step.text,
    argument: argumentLines(step.argument),
  };
}

function usesByDefinition(envelopes: readonly Envelope[]): Map<string, StepUse[]> {
  const uses = new Map<string, StepUse[]>();
  for (const { use, definitionIds } of matchedSteps(envelopes)) {
    for (const id of definitionIds) uses.set(id, [...(uses.get(id) ?? []), use]);
  }
  return uses;
}

function ambiguousUses(envelopes: readonly Envelope[]): AmbiguousUse[] {
  const expressions = new Map(
    envelopes.flatMap(({ stepDefinition }) =>
      stepDefinition ? [[stepDefinition.id, stepDefinition.pattern.source] as const] : [],
    ),
  );
  const found = matchedSteps(envelopes)
    .filter(({ definitionIds }) => definitionIds.length > 1)
    .map(({ use, definitionIds }) => ({
      use,
      expressions: definitionIds.map((id) => expressions.get(id) ?? id),
    }));
  return [...new Map(found.map((one) => [`${one.use.file}:${one.use.line}:${one.use.text}`, one])).values()];
}
