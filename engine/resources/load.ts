import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import { isDynamicConfiguration } from './dynamic-configuration.ts';
import { isMapping, type Mapping } from './json.ts';
import { readDynamic, readResources } from './read-resource.ts';
import type { Resource } from './resource.ts';
import { readToml } from './toml-document.ts';
import { readDocuments } from './yaml-documents.ts';

/** What manifests hold, in the order they are written, and what is wrong with them. */
export interface LoadedManifests {
  readonly resources: Resource[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads the manifests of a YAML or JSON text, of any number of documents. What is wrong drops the object it is in and
 * no other. `file` names the text in findings.
 */
export function parseManifests(text: string, file: string): LoadedManifests {
  if (file.endsWith('.toml')) return parseToml(text, file);
  const { documents, diagnostics } = readDocuments(text, file);
  const outcomes = documents.map(({ value, origin }) => readResources(value, origin));
  return {
    resources: outcomes.flatMap((outcome) => outcome.resources),
    diagnostics: [...diagnostics, ...outcomes.flatMap((outcome) => outcome.diagnostics)].sort(byLine),
  };
}

/** A TOML text can only be of Traefik's file provider. */
function parseToml(text: string, file: string): LoadedManifests {
  const document = readToml(text, file);
  if ('diagnostic' in document) return { resources: [], diagnostics: [document.diagnostic] };
  const { value, origin } = document;
  if (isMapping(value) && isDynamicConfiguration(value)) return readDynamic(value, origin);
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'toml-not-dynamic',
    message: 'a TOML file holds a dynamic configuration of Traefik, with the tables http, tcp, udp or tls',
    advice: 'write objects of Kubernetes in YAML or JSON, and static configuration as flags',
    position: origin.position(),
  };
  return { resources: [], diagnostics: [diagnostic] };
}

/**
 * Reads manifests from files, and from the `.yaml`, `.yml`, `.json` and (of dynamic configurations) `.toml` files of folders and their folders, in the
 * order of their names. Hidden files, links to folders and `node_modules` are not followed; what is no manifest is left out,
 * and so are the templates of Helm charts. A file named twice is read once. A path that is not there, or cannot be read, is a finding.
 */
export async function readManifests(paths: readonly string[]): Promise<LoadedManifests> {
  const resources: Resource[] = [];
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    try {
      for (const file of await manifestFiles(path)) {
        if (seen.has(resolve(file))) continue;
        seen.add(resolve(file));
        const loaded = parseManifests(await readFile(file, 'utf8'), file);
        resources.push(...loaded.resources);
        diagnostics.push(...loaded.diagnostics);
      }
    } catch (error) {
      diagnostics.push(pathDiagnostic(path, error));
    }
  }
  return { resources, diagnostics };
}

/** The manifest files that a path stands for: itself, or those of the folder and its folders. */
export async function manifestFiles(path: string): Promise<string[]> {
  return (await stat(path)).isDirectory() ? filesIn(path) : [path];
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const files: string[] = [];
  const isChart = entries.some(({ name }) => name === 'Chart.yaml');
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (isChart && OF_CHART.test(entry.name)) continue;
    if (entry.isDirectory()) files.push(...(await filesIn(path)));
    else if (/\.(?:ya?ml|json|toml)$/.test(entry.name) && (await isFile(path))) {
      if (await isManifest(path)) files.push(path);
    }
  }
  return files;
}

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
  if (/^kustomization\.ya?ml$/.test(name)) return false;
  const text = await readFile(path, 'utf8');
  if (path.endsWith('.toml')) return /^\s*\[+\s*(?:http|tcp|udp|tls)\b/im.test(text);
  // Values of a chart may well be called `tls`.
  if (/^values.*\.ya?ml$/.test(name)) return /^apiVersion\s*:/m.test(text);
  if (!path.endsWith('.json') && MANIFEST_KEY.test(text)) return true;
  // The keys may be indented, or in braces; only what mentions them is worth reading.
  if (!/\b(?:apiVersion|kind|http|tcp|udp|tls|metadata)\b/i.test(text)) return false;
  const { documents } = readDocuments(text, path);
  if (documents.length === 0) return /"(?:apiVersion|kind)"\s*:/.test(text);
  return documents.some(({ value }) => isMapping(value) && looksMeant(value));
}

function looksMeant(value: Mapping): boolean {
  return (
    'apiVersion' in value ||
    'kind' in value ||
    ('metadata' in value && 'spec' in value) ||
    isDynamicConfiguration(value)
  );
}

function pathDiagnostic(path: string, error: unknown): Diagnostic {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return {
      severity: 'error',
      code: 'path-not-found',
      message: `there is no file or folder \`${path}\``,
      advice: 'name a manifest file or a folder that holds some',
    };
  }
  return { severity: 'error', code: 'path-unreadable', message: `cannot read \`${path}\`: ${error.message}` };
}

function byLine(one: Diagnostic, other: Diagnostic): number {
  return (one.position?.line ?? 0) - (other.position?.line ?? 0);
}
