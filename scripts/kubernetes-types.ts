import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as client from '@kubernetes/client-node';
import { BUILT_IN_TYPES } from '../lab/cluster/objects/builtin-types.ts';

const HELP = `Usage: node scripts/kubernetes-types.ts [--check]

Writes lab/cluster/schema/kubernetes-types.ts: the fields of Kubernetes' built-in kinds, as @kubernetes/client-node has
them.

  --check   write nothing; exit 1 if the file is out of date
  --help    this text
`;

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TABLE = 'lab/cluster/schema/kubernetes-types.ts';
const MODELS = join(createRequire(import.meta.url).resolve('@kubernetes/client-node'), '../gen/models');

/** Shapes that all groups share; every other one is of the first group that uses it, and `core` is asked first. */
const META = [
  'V1Condition',
  'V1LabelSelector',
  'V1LabelSelectorRequirement',
  'V1ManagedFieldsEntry',
  'V1ObjectMeta',
  'V1OwnerReference',
];

/** What the client calls other than `V1` and the kind. */
const CLASSES: Readonly<Record<string, string>> = { 'v1/Event': 'CoreV1Event' };

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

const FORMATS: Readonly<Record<string, string>> = {
  'boolean/': 'boolean',
  'number/int32': 'int32',
  'number/int64': 'int64',
  'number/double': 'double',
  'string/byte': 'byte',
  'Date/date-time': 'time',
  'V1MicroTime/date-time-micro': 'time',
  'IntOrString/int-or-string': 'int-or-string',
  'any/': 'any',
};

/** Class of the client -> `apps/v1.Deployment`. */
const names = new Map<string, string>();
const lines: string[] = [];

function attributes(name: string): readonly Attribute[] | undefined {
  const found: unknown = Reflect.get(client, name);
  if (typeof found !== 'function' || !('getAttributeTypeMap' in found)) return undefined;
  const { getAttributeTypeMap } = found;
  return typeof getAttributeTypeMap === 'function' ? getAttributeTypeMap.call(found) : undefined;
}

/** The part of a type that names a class: `Array<V1Pod>` holds `V1Pod`. */
function split(type: string): { readonly around: string; readonly inner: string } {
  const [, item] = /^Array<(.+)>$/.exec(type) ?? [];
  if (item) return prefixed('[]', split(item));
  const [, value] = /^\{ \[key: string\]: (.+); \}$/.exec(type) ?? [];
  return value ? prefixed('{}', split(value)) : { around: '', inner: type };
}

function prefixed(prefix: string, { around, inner }: ReturnType<typeof split>): ReturnType<typeof split> {
  return { around: `${prefix}${around}`, inner };
}

/** Names a class and all it refers to. */
function visit(name: string, group: string): void {
  const own = attributes(name);
  if (!own || names.has(name)) return;
  const short = name.replace(/^(?:[A-Z][a-z]+)?V\d+/, '');
  names.set(name, `${META.includes(name) ? 'meta/v1' : group}.${short}`);
  for (const { type } of own) visit(split(type).inner, group);
}

function line(name: string, full: string): string {
  const declared = readFileSync(join(MODELS, `${name}.d.ts`), 'utf8');
  const group = full.slice(0, full.lastIndexOf('.'));
  const written = (attributes(name) ?? []).map((attribute) => {
    const required = declared.includes(`\n    '${attribute.name}':`) ? '!' : '';
    const type = typeName(attribute, group);
    return `${attribute.baseName}${required}${type === 'string' ? '' : `:${type}`}`;
  });
  return `${full} ${written.join(' ')}`.trimEnd();
}

function typeName({ type, format }: Attribute, group: string): string {
  const { around, inner } = split(type);
  const full = names.get(inner);
  if (full) return around + (full.startsWith(`${group}.`) ? full.slice(group.length + 1) : full);
  const plain = inner === 'string' && format === '' ? 'string' : FORMATS[`${inner}/${format}`];
  if (!plain) throw new Error(`no word for the type ${type} with the format "${format}"`);
  return around + plain;
}

function table(): string {
  for (const { group, version, kind } of BUILT_IN_TYPES) {
    const short = group.split('.')[0] || 'core';
    const named = CLASSES[`${version}/${kind}`] ?? `${version.toUpperCase()}${kind}`;
    if (!attributes(named)) throw new Error(`@kubernetes/client-node has no ${named}`);
    visit(named, `${short}/${version}`);
  }
  visit('V1Scale', 'autoscaling/v1');
  for (const [name, full] of names) lines.push(line(name, full));
  return `/**
 * The fields of Kubernetes' built-in kinds, extracted from @kubernetes/client-node by \`node scripts/kubernetes-types.ts\`.
 * Do not edit. A line is a shape and its fields: \`name\` a string, \`name:type\` another type, \`!\` required, \`[]\` a list of
 * what follows, \`{}\` a mapping of it; a shape of the same group stands without its group.
 */
export const KUBERNETES_TYPES = \`
${lines.toSorted().join('\n')}
\`;
`;
}

/** The exit code: 0 all well, 1 `--check` found something. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const text = table();
  if (!values.check) {
    await writeFile(join(ROOT, TABLE), text);
    return 0;
  }
  if ((await readFile(join(ROOT, TABLE), 'utf8')) === text) return 0;
  process.stderr.write(`${TABLE} is out of date: \`make docs\` writes it anew\n`);
  return 1;
}

process.exitCode = await main();
