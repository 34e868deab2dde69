import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isDynamicConfiguration } from './dynamic-configuration.ts';
import { isMapping, type Mapping } from './json.ts';
import { readDocuments } from './yaml-documents.ts';

/** The manifest files that a path stands for: itself, or those of the folder and its folders. */
export async function manifestFiles(path: string): Promise<string[]> {
  return (await stat(path)).isDirectory() ? filesIn(path) : [path];
}

async function filesIn(folder: string, left: ReadonlySet<string> = new Set()): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const files: string[] = [];
  const isChart = entries.some(({ name }) => name === 'Chart.yaml');
  const named = await patchesOf(
    folder,
    entries.map(({ name }) => name),
  );
  const patches = new Set([...left, ...named]);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (patches.has(resolve(path))) continue;
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (isChart && OF_CHART.test(entry.name)) continue;
    if (entry.isDirectory()) files.push(...(await filesIn(path, patches)));
    else if (/\.(?:ya?ml|json|toml)$/.test(entry.name) && (await isFile(path))) {
      if (await isManifest(path)) files.push(path);
    }
  }
  return files;
}

const KUSTOMIZATION = /^kustomization\.ya?ml$/;

/** The files that change objects and are none: what the kustomization of a folder names as patches. */
async function patchesOf(folder: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  const name = names.find((candidate) => KUSTOMIZATION.test(candidate));
  if (name === undefined) return new Set();
  const path = join(folder, name);
  const { documents } = readDocuments(await readFile(path, 'utf8'), path);
  const named = documents.flatMap(({ value }) =>
    isMapping(value) ? PATCH_FIELDS.flatMap((field) => value[field]) : [],
  );
  const paths = named.map((patch) => (isMapping(patch) ? patch['path'] : patch));
  return new Set(paths.flatMap((patch) => (typeof patch === 'string' ? [resolve(folder, patch)] : [])));
}

const PATCH_FIELDS: readonly string[] = ['patches', 'patchesStrategicMerge', 'patchesJson6902'];

/** A link may lead nowhere, and a file may be gone by now. */
async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** What Helm makes manifests from, in the folder of a chart. */
const OF_CHART = /^(?:Chart\.yaml|values.*\.ya?ml|templates)$/;

/** Begins a line of a manifest, and hardly one of a file of another program. */
const MANIFEST_KEY = /^\uFEFF?["']?(?:apiVersion|kind|http|tcp|udp|tls)["']?[ \t]*:/im;

/** Folders hold files of other programs, too, such as docker-compose.yaml and package.json. */
async function isManifest(path: string): Promise<boolean> {
  const name = basename(path);
  if (KUSTOMIZATION.test(name)) return false;
  const text = await readFile(path, 'utf8');
  if (path.endsWith('.toml')) return /^\s*\[+\s*(?:http|tcp|udp|tls)\b/im.test(text);
  // Values of a chart may well be called `tls`.
  if (/^values.*\.ya?ml$/.test(name)) return /^apiVersion\s*:/m.test(text);
  if (!path.endsWith('.json') && MANIFEST_KEY.test(text)) return true;
  // The keys may be indented, or in braces.
  const values = valuesIn(text, path);
  if (values.length === 0) return /"(?:apiVersion|kind)"\s*:/.test(text);
  return values.some((value) => (isMapping(value) ? looksMeant(value) : isScalar(value)));
}

/** None: it cannot be read. */
function valuesIn(text: string, path: string): unknown[] {
  if (path.endsWith('.json')) {
    try {
      return [JSON.parse(text)];
    } catch {
      // It may be JSON with comments, which is YAML at times.
    }
  }
  return readDocuments(text, path).documents.map(({ value }) => value);
}

/** Hardly a file of another program: it is to be told that this is no manifest. */
function isScalar(value: unknown): boolean {
  return value !== null && typeof value !== 'object';
}

function looksMeant(value: Mapping): boolean {
  return (
    'apiVersion' in value ||
    'kind' in value ||
    ('metadata' in value && 'spec' in value) ||
    isDynamicConfiguration(value)
  );
}
