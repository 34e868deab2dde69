import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ManifestText, readManifestTexts } from '../../engine/index.ts';

/** The manifests of a repository. */
export interface FoundManifests {
  /** Files and folders, as features name them. */
  readonly paths: readonly string[];
  readonly texts: readonly ManifestText[];
  /** What was passed over, and what to do about it. */
  readonly notes: readonly string[];
}

/** Folders that hold nobody's manifests, or those of features themselves. */
const PASSED_OVER = new Set(['node_modules', 'vendor', 'dist', 'features', 'steps', 'certificates']);

/** A line by which a manifest says that it routes. */
const ROUTES = /^\s*"?kind"?:\s*"?(?:Ingress|IngressRoute|IngressRouteTCP|IngressRouteUDP)"?\s*,?\s*$/m;

/** A line by which a file says that it is a manifest. */
const MANIFEST = /^\s*"?apiVersion"?:/m;

/** Deeper folders are not looked at. */
const DEEPEST = 6;

interface Looking {
  readonly routes: string[];
  readonly manifests: string[];
  readonly notes: string[];
}

/**
 * The manifests under the paths; without paths those of the working directory: each of its folders that holds a route
 * somewhere below, and the manifests that lie in it directly if one of them is a route.
 */
export async function findManifests(named: readonly string[]): Promise<FoundManifests> {
  const looking: Looking = { routes: [], manifests: [], notes: [] };
  if (named.length > 0) return { paths: named, texts: await readManifestTexts(named), notes: [] };
  await look('', looking, 0);
  const folders = looking.routes.flatMap((file) => (file.includes('/') ? [file.replace(/\/.*$/, '')] : []));
  const hasTopLevelRoute = looking.routes.some((file) => !file.includes('/'));
  const files = hasTopLevelRoute ? looking.manifests.filter((file) => !file.includes('/')) : [];
  const paths = [...new Set([...folders, ...files])].sort();
  return { paths, texts: await readManifestTexts(paths), notes: looking.notes };
}

async function look(folder: string, found: Looking, depth: number): Promise<void> {
  const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      if (PASSED_OVER.has(entry.name) || depth >= DEEPEST) continue;
      if (existsSync(join(path, 'Chart.yaml'))) {
        found.notes.push(
          `${path} is a Helm chart: helm template ${path} > k8s/rendered.yaml makes manifests`,
        );
      } else {
        await look(path, found, depth + 1);
      }
    } else if (/\.(ya?ml|json)$/.test(entry.name)) {
      const text = await readFile(path, 'utf8');
      if (/^kustomization\.ya?ml$/.test(entry.name) && /^\s*(?:patches\w*|components):/m.test(text)) {
        found.notes.push(
          `${folder || '.'} is built by kustomize: kustomize build ${folder || '.'} > rendered/k8s.yaml makes manifests`,
        );
      }
      if (MANIFEST.test(text)) found.manifests.push(path);
      if (MANIFEST.test(text) && ROUTES.test(text)) found.routes.push(path);
    }
  }
}
