import type { ManifestText } from '../../engine/core.ts';
import type { CheckOptions } from './check.ts';
import { controllers } from './test-manifest.ts';

/** What a page shows under one of its headings, as `check` takes it. */
export interface FindingExample {
  readonly texts: readonly ManifestText[];
  readonly options: Pick<CheckOptions, 'flags' | 'namespace' | 'controllers'>;
}

/**
 * The example under a heading of a page: each fence is a file. The line that opens it may say `file="dynamic.toml"`,
 * `flags="--a=b --c=d"`, `namespace="shop"` and `controllers="one --a=b; two"`; these are those of the whole example.
 *
 * @throws Error if there is none
 */
export function exampleIn(page: string, heading: 'Wrong' | 'Right'): FindingExample {
  const texts: ManifestText[] = [];
  const flags: string[] = [];
  let namespace: string | undefined;
  const proxies: NonNullable<CheckOptions['controllers']>[number][] = [];
  for (const { language, attributes, text } of fencesUnder(page, heading)) {
    if (language !== 'yaml' && language !== 'toml')
      throw new Error(`a fence of ${language} under ${heading}`);
    texts.push({ file: attributes.get('file') ?? `manifests.${language}`, text });
    flags.push(...(attributes.get('flags')?.split(' ') ?? []));
    namespace = attributes.get('namespace') ?? namespace;
    proxies.push(...controllers(attributes.get('controllers')));
  }
  if (texts.length === 0) throw new Error(`there is no example under ${heading}`);
  return {
    texts,
    options: { flags, controllers: proxies, ...(namespace === undefined ? {} : { namespace }) },
  };
}

interface Fence {
  readonly language: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

/** The fences of one section, in order; none if there is no such section. */
export function fencesUnder(page: string, heading: string): Fence[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```(\w+)(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', info = '', text = '']) => ({
      language,
      attributes: new Map(
        [...info.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
      ),
      text,
    }),
  );
}
