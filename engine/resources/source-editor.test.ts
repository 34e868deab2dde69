import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TextEdit } from './diagnostic.ts';
import { parseManifests } from './load.ts';
import type { SourceEditor } from './origin.ts';

/** The text after an edit; undefined if there is none. */
function edited(text: string, file: string, edit: (editor: SourceEditor) => TextEdit | undefined) {
  const [resource] = parseManifests(text, file).resources;
  const editor = resource?.origin.editor;
  assert.ok(editor, 'the text holds a resource that can be edited');
  const change = edit(editor);
  if (!change) return undefined;
  const offset = ({ line, column }: TextEdit['from']) =>
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column -
    1;
  return text.slice(0, offset(change.from)) + change.text + text.slice(offset(change.to));
}

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
const KEY = ['data', 'key'];
const others = (text: string) => (editor: SourceEditor) => editor.rewrite(KEY, 2, 4, text);

const rewrites: [name: string, written: string, text: string, expected: string | undefined][] = [
  ['plain text', 'data:\n  key: abcdef # why\n', 'X, [y]', 'data:\n  key: abX, [y]ef # why\n'],
  ['plain text, where it would end', 'data:\n  key: abcdef\n', 'X: y', undefined],
  ['plain text in braces', 'data: { key: abcdef }\n', 'XY', 'data: { key: abXYef }\n'],
  ['plain text in braces, where it would end', 'data: { key: abcdef }\n', 'X, y', undefined],
  ['single quotes', "data:\n  key: 'a''''def'\n", "it's", "data:\n  key: 'a''it''sef'\n"],
  ['double quotes', 'data:\n  key: "a\\"\\x41\\tef"\n', 'X"\\', 'data:\n  key: "a\\"X\\"\\\\ef"\n'],
  ['a block', 'data:\n  key: |\n    abcdef\n    next\n', 'X: y', 'data:\n  key: |\n    abX: yef\n    next\n'],
  ['a folded text', 'data:\n  key: ab\n    def\n', 'X', 'data:\n  key: abXef\n'],
  ['an alias', 'data:\n  one: &x abcdef\n  key: *x\n', 'X', undefined],
];

describe('characters of a string are replaced', () => {
  for (const [name, written, text, expected] of rewrites) {
    test(`in ${name}${expected === undefined ? ': not' : ''}`, () => {
      const after = edited(head + written, 'a.yaml', others(text));
      assert.equal(after, expected === undefined ? undefined : head + expected);
    });
  }
});

const list = `apiVersion: v1\nkind: List\nitems:\n  - ${head.trimEnd().replaceAll('\n', '\n    ')}\n    data: { key: abcdef }\n`;

test('an object in a List is edited where it stands', () => {
  assert.equal(edited(list, 'a.yaml', others('X')), list.replace('abcdef', 'abXef'));
});

const removals: [name: string, written: string, expected: string | undefined][] = [
  ['a field with a line for itself', 'data:\n  key: a # why\n  next: b\n', 'data:\n  next: b\n'],
  ['a block', 'data:\n  key: |\n    a\n    b\n  next: b\n', 'data:\n  next: b\n'],
  ['the last field of a text without line break', 'data:\n  next: b\n  key: a', 'data:\n  next: b\n'],
  ['the only field', 'data:\n  key: a\n', undefined],
  ['a field in braces', 'data: { key: a, next: b }\n', undefined],
];

describe('a field is removed', () => {
  for (const [name, written, expected] of removals) {
    test(`${name}${expected === undefined ? ': not' : ''}`, () => {
      const after = edited(head + written, 'a.yaml', (editor) => editor.remove(KEY));
      assert.equal(after, expected === undefined ? undefined : head + expected);
    });
  }
});

test('a field is renamed in the quotes that it has', () => {
  const rename = (editor: SourceEditor) => editor.rename(KEY, 'other');
  assert.equal(edited(`${head}data: { key: a }\n`, 'a.yaml', rename), `${head}data: { other: a }\n`);
  assert.equal(edited(`${head}data: { "key": a }\n`, 'a.yaml', rename), `${head}data: { "other": a }\n`);
});

const toml = `[http.routers.r]\nrule = 'Path(\`/a\`)' # why\npriority = 3\nservice = "s"\n`;
const RULE = ['spec', 'http', 'routers', 'r', 'rule'];

test('a file of the file provider in TOML is edited, too', () => {
  const rewrite = (editor: SourceEditor) => editor.rewrite(RULE, 5, 9, '`/b"`');
  assert.equal(edited(toml, 'a.toml', rewrite), toml.replace('`/a`', '`/b"`'));
  const quote = (editor: SourceEditor) => editor.rewrite(RULE, 5, 9, "`/'`");
  assert.equal(edited(toml, 'a.toml', quote), undefined);
  const priority = [...RULE.slice(0, -1), 'priority'];
  assert.equal(
    edited(toml, 'a.toml', (editor) => editor.remove(priority)),
    toml.replace('priority = 3\n', ''),
  );
  assert.equal(
    edited(toml, 'a.toml', (editor) => editor.rename(priority, 'weight')),
    toml.replace('priority', 'weight'),
  );
  assert.equal(
    edited(toml, 'a.toml', (editor) => editor.replace(priority, (written) => `${written}4`)),
    toml.replace('3', '34'),
  );
});
