import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly id?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { description: string; default?: string; required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly 'timeout-minutes': number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly Step[];
}

const text = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');
const action: Action = parse(text('action.yml'));
const script = text('.github/action/run.sh');
const page = text('docs/github.md');
const workflow: Workflow = parse(text('.github/workflows/ci.yml'));
/** The workflows of the pages. */
const examples: readonly Workflow[] = [page, text('docs/review.md')]
  .flatMap((markdown) => [...markdown.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)])
  .map(([, yaml = '']): Workflow => parse(yaml))
  .filter(({ jobs: these }) => these !== undefined);
const jobs = [workflow, ...examples].flatMap(({ jobs: these }) => Object.values(these));
const steps = [...action.runs.steps, ...jobs.flatMap((job) => job.steps)];

/** The first column of a table of the page, below this heading of the column. */
function namesInTable(heading: string): string[] {
  const table = page.slice(page.indexOf(`| ${heading} |`)).split('\n\n')[0] ?? '';
  const cells = table
    .split('\n')
    .slice(2)
    .map((row) => row.split('|')[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

describe('action.yml', () => {
  test('says of every input what it is, and what it is if nobody names it', () => {
    for (const [name, { description, default: value, required }] of Object.entries(action.inputs)) {
      assert.ok(description.length > 10, name);
      assert.ok((value !== undefined) !== (required ?? false), name);
    }
    assert.deepEqual([action.name, action.runs.using], ['ingress-lab', 'composite']);
  });

  test('hands every input to its script or to a step, and the script reads no other', () => {
    const used = action.runs.steps.flatMap((step) => [...JSON.stringify(step).matchAll(/inputs\.([\w-]+)/g)]);
    assert.deepEqual([...new Set(used.map(([, name]) => name))].sort(), Object.keys(action.inputs).sort());
    const handed = action.runs.steps.flatMap(({ env = {} }) => Object.entries(env));
    for (const [variable, value] of handed) {
      const name = variable
        .replace(/^INPUT_/, '')
        .toLowerCase()
        .replaceAll('_', '-');
      assert.equal(value, `\${{ inputs.${name} }}`);
    }
    const read = [...script.matchAll(/\bINPUT_[A-Z_]*[A-Z]\b/g)].map(([variable]) => variable);
    assert.deepEqual([...new Set(read)].sort(), handed.map(([variable]) => variable).sort());
  });

  test('has the outputs that its script writes', () => {
    for (const [name, { description, value }] of Object.entries(action.outputs)) {
      assert.ok(description.length > 10, name);
      assert.equal(value, `\${{ steps.test.outputs.${name} }}`);
      assert.match(script, new RegExp(`^output ${name} |for outcome in [^;]*\\b${name}\\b`, 'm'));
    }
    assert.ok(action.runs.steps.some(({ id }) => id === 'test'));
  });

  test('has a shell for what it runs', () => {
    for (const { run, shell } of action.runs.steps) assert.equal(run !== undefined, shell === 'bash');
  });
});

describe('steps of action.yml, of the workflow and of the examples', () => {
  test('take no word of a workflow for code', () => {
    const runs = steps.flatMap(({ run }) => run ?? []);
    assert.ok(runs.length >= 9);
    for (const run of runs) assert.doesNotMatch(run, /\$\{\{/);
  });

  test('use actions of a major version, and this one', () => {
    for (const { uses } of steps) {
      if (uses !== undefined) assert.match(uses, /^(actions\/[\w-]+@v\d+|OWNER\/ingress-lab@v0|\.\/)$/);
    }
  });

  test('leave no token behind in what they check out', () => {
    for (const { uses = '', with: inputs = {} } of steps) {
      if (uses.startsWith('actions/checkout@')) assert.equal(inputs['persist-credentials'], false);
    }
  });

  test('use inputs and outputs that the action has', () => {
    const uses = jobs.flatMap((job) =>
      job.steps.filter(({ uses: name }) => /^(\.\/|OWNER\/)/.test(name ?? '')),
    );
    assert.equal(uses.length, 3);
    for (const { with: inputs = {} } of uses) {
      for (const name of Object.keys(inputs)) assert.ok(name in action.inputs, name);
    }
    const outputs = JSON.stringify(jobs).matchAll(/steps\.lab\.outputs\.([\w-]+)/g);
    for (const [, name = ''] of outputs) assert.ok(name in action.outputs, name);
  });
});

describe('the workflow', () => {
  test('may only read, ends in time, and gives way to a newer commit', () => {
    assert.deepEqual(workflow.permissions, { contents: 'read' });
    assert.ok(workflow.concurrency?.group);
    for (const job of jobs) assert.ok(job['timeout-minutes'] <= 30);
  });

  test('runs all that make test runs, and targets that there are', () => {
    const groups = [...text('scripts/test.ts').matchAll(/^ +group: '(\w+)',$|\{ group: '(\w+)',/gm)];
    const named = new Set(groups.map(([, first, second]) => first ?? second));
    for (const group of ['containers', 'worlds']) assert.ok(named.delete(group), group);
    assert.deepEqual(
      [...(workflow.jobs['tests']?.strategy?.matrix['group'] ?? [])].sort(),
      [...named].sort(),
    );
    const made = Object.values(workflow.jobs).flatMap((job) =>
      job.steps.flatMap(({ run = '' }) => run.match(/^make \S+/) ?? []),
    );
    assert.ok(made.includes('make test-containers'));
    for (const command of made)
      assert.match(text('Makefile'), new RegExp(`^${command.slice(5)}:`, 'm'), command);
  });
});

describe('docs/github.md', () => {
  test('lists every input with its default, and every output', () => {
    assert.deepEqual(namesInTable('input'), Object.keys(action.inputs));
    assert.deepEqual(namesInTable('output'), Object.keys(action.outputs));
    for (const [name, { default: value = '' }] of Object.entries(action.inputs)) {
      const cell = value === '' ? '' : `\`${value}\` `;
      assert.ok(page.includes(`| \`${name}\` | ${cell}|`), name);
    }
  });
});
