import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { ContainersWorldError } from './containers-world-error.ts';

const PLACEHOLDERS = ['image', 'name', 'tag', 'version'];

const template = z
  .string('an image is expected, such as traefik/whoami:v1.11')
  .regex(/^[^\s{}]*(?:\{[a-z]+\}[^\s{}]*)*$/, 'an image has no spaces, and braces only around a placeholder')
  .min(1, 'an image is expected, such as traefik/whoami:v1.11')
  .refine(
    (text) => [...text.matchAll(/\{(.*?)\}/g)].every(([, name = '']) => PLACEHOLDERS.includes(name)),
    `the placeholders are ${PLACEHOLDERS.map((name) => `{${name}}`).join(', ')}`,
  );

const rule = z.strictObject(
  {
    match: z
      .string('the name of an image is expected, such as whoami or registry.example/*')
      .regex(/^[\w.*/:@-]+$/, 'the name of an image is expected, such as whoami or registry.example/*'),
    run: template,
    offline: template.optional(),
  },
  { error: wrongObject('an entry with match and run is expected; it may have offline as well') },
);

const imagesFile = z.strictObject(
  { images: z.array(rule, 'a list of entries with match and run is expected') },
  { error: wrongObject('a list named images is expected, and nothing beside it') },
);

/** An entry of a file of images; fixtures/images.yaml tells what its members mean. */
export type ImageRule = z.infer<typeof rule>;

/** @throws ContainersWorldError `containers-images-invalid`, with file and line */
export async function readImagesFile(path: string): Promise<readonly ImageRule[]> {
  const refuse = (where: string, what: string): never => {
    throw new ContainersWorldError('containers-images-invalid', `${path}${where}: ${what}`);
  };
  const text = await readFile(path, 'utf8').catch((error: unknown) =>
    refuse(
      '',
      `the file of images that INGRESS_LAB_IMAGES names cannot be read (${error instanceof Error ? error.message : error}); ` +
        'write public, offline or the path of a file',
    ),
  );
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): string => `:${lines.linePos(offset).line}`;
  const [syntax] = document.errors;
  if (syntax) return refuse(lineAt(syntax.pos[0]), syntax.message);
  const read = imagesFile.safeParse(document.toJS());
  if (read.success) return read.data.images;
  const [issue] = read.error.issues;
  const trail = [...(issue?.path ?? [])];
  // What is missing has no place of its own; that of what holds it says where to look.
  while (trail.length > 0 && !document.hasIn(trail)) trail.pop();
  const node = trail.length === 0 ? document.contents : document.getIn(trail, true);
  return refuse(lineAt((isNode(node) && node.range?.[0]) || 0), issue?.message ?? 'the file cannot be used');
}

/** Names the members that nobody knows, where these are what is wrong. */
function wrongObject(expected: string): z.core.$ZodErrorMap {
  return (issue) =>
    issue.code === 'unrecognized_keys'
      ? `there is no "${issue.keys.join('", "')}" here: ${expected}`
      : expected;
}
