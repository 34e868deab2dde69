import { readManifestTexts } from '../../engine/core.ts';
import { preview } from '../preview/preview.ts';
import { Inventory } from './inventory.ts';
import type { CoverageItem } from './item.ts';
import { ManifestLines } from './manifest-lines.ts';

/** Everything that manifest files have to be covered, if all of them are applied together. */
export async function manifestItems(paths: readonly string[]): Promise<readonly CoverageItem[]> {
  const { configurator } = await preview(await readManifestTexts(paths));
  const inventory = new Inventory(new ManifestLines(paths));
  inventory.add(configurator.configuration, configurator.rules);
  return inventory.items;
}
