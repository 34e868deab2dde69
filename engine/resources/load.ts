import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import { isDynamicConfiguration } from './dynamic-configuration.ts';
import { isMapping } from './json.ts';
import { manifestFiles } from './manifest-files.ts';
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
 * and so are the templates of Helm charts and the patches of kustomizations. A file named twice is read once. A path that is not there, or cannot be read, is a finding.
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
