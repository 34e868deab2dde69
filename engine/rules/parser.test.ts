import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MatcherNames } from './matcher-names.ts';
import { parseRule } from './parser.ts';
import { printRule } from './print-rule.ts';
import { RuleError } from './rule-error.ts';
import type { RuleNode } from './rule-node.ts';

const names = new MatcherNames(['Host', 'HostSNI', 'Path', 'PathPrefix', 'PathRegexp', 'Header']);
const parse = (source: string) => parseRule(source, names);

/** The tree alone: positions say nothing about the meaning. */
function shape(node: RuleNode): unknown {
  if (node.kind === 'call') return [node.name, ...node.arguments];
  if (node.kind === 'not') return { not: shape(node.operand) };
  return { [node.kind]: [shape(node.left), shape(node.right)] };
}

const call = fc.record({
  kind: fc.constant('call' as const),
  name: fc.constantFrom('Host', 'HostSNI', 'PathPrefix', 'Header'),
  arguments: fc.array(
    fc.string({ unit: fc.oneof(fc.constantFrom('`', '"', '\\', '\n', '\r'), fc.string({ unit: 'binary' })) }),
  ),
  offset: fc.constant(0),
  end: fc.constant(0),
  argumentOffsets: fc.constant([]),
});
const { node: anyRule } = fc.letrec<{ node: RuleNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    call,
    fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('node'),
      right: tie('node'),
    }),
  ),
}));

test('a printed rule parses to the same tree', () => {
  fc.assert(fc.property(anyRule, (tree) => assert.deepEqual(shape(parse(printRule(tree))), shape(tree))));
});

const a = ['Path', 'a'];
const b = ['Path', 'b'];
const c = ['Path', 'c'];
const [A, B, C] = ['Path(`a`)', 'Path(`b`)', 'Path(`c`)'];

const accepted: { source: string; tree: unknown; printed?: string }[] = [
  { source: `${A} || ${B} && ${C}`, tree: { or: [a, { and: [b, c] }] }, printed: `${A} || ${B} && ${C}` },
  { source: `(${A} || ${B}) && ${C}`, tree: { and: [{ or: [a, b] }, c] }, printed: `(${A} || ${B}) && ${C}` },
  { source: `${A} || ${B} || ${C}`, tree: { or: [{ or: [a, b] }, c] }, printed: `${A} || ${B} || ${C}` },
  {
    source: `${A} && (${B} && ${C})`,
    tree: { and: [a, { and: [b, c] }] },
    printed: `${A} && (${B} && ${C})`,
  },
  { source: `!${A} && ${B}`, tree: { and: [{ not: a }, b] }, printed: `!${A} && ${B}` },
  { source: `!(!(${A}))`, tree: { not: { not: a } }, printed: `!!${A}` },
  { source: `!(${A} || ${B})`, tree: { not: { or: [a, b] } }, printed: `!(${A} || ${B})` },
  { source: `((${A}))`, tree: a, printed: A },
  { source: '\tPath ( `a` )\r\n\n', tree: a },
  { source: `${A} &&\n ${B} ||\n\n !\n(\n${C})\n`, tree: { or: [{ and: [a, b] }, { not: c }] } },
  { source: 'Path(\n`a`,\n)', tree: a },
  { source: 'Header(`a`, `b`,)', tree: ['Header', 'a', 'b'] },
  { source: `// who\n${A} /* and */ && // where\n${B} // end\n// of it`, tree: { and: [a, b] } },
  { source: 'Path("\\\\.\\x41\\u00e9\\U0001F600\\n\\101\\"\\xc3\\xa9")', tree: ['Path', '\\.Aé😀\nA"é'] },
  { source: 'Path(`a\\n"\r\nb`)', tree: ['Path', 'a\\n"\nb'] },
  { source: 'Path()', tree: ['Path'] },
  ...['PathPrefix', 'pathprefix', 'PATHPREFIX', 'Pathprefix'].map((name) => ({
    source: `${name}(\`a\`)`,
    tree: ['PathPrefix', 'a'],
    printed: 'PathPrefix(`a`)',
  })),
  { source: 'Hostsni(`a`)', tree: ['HostSNI', 'a'] },
];

for (const { source, tree, printed } of accepted) {
  test(`accepts ${JSON.stringify(source)}`, () => {
    assert.deepEqual(shape(parse(source)), tree);
    if (printed !== undefined) assert.equal(printRule(parse(source)), printed);
  });
}

const refused: { source: string; offset: number; message: RegExp }[] = [
  { source: '', offset: 0, message: /unexpected end of rule, at column 1; expected a matcher/ },
  { source: ' // only a comment', offset: 18, message: /unexpected end of rule/ },
  { source: 'Host', offset: 4, message: /unexpected end of rule.*expected '\(' and the values of Host/ },
  { source: 'Host(`a.test`', offset: 13, message: /unexpected end of rule.*expected ',' or '\)'/ },
  { source: 'Host(`a.test)', offset: 5, message: /raw string literal not terminated/ },
  { source: 'Host("a.test\n")', offset: 5, message: /string literal not terminated/ },
  {
    source: "Host('a.test')",
    offset: 5,
    message: /unexpected "'".*expected a value in backticks or double quotes/,
  },
  { source: 'Host(a.test)', offset: 5, message: /a is not defined.*expected a value in backticks/ },
  { source: 'Host(7)', offset: 5, message: /unexpected "7"/ },
  { source: 'Host(Host(`a`))', offset: 5, message: /Host is not defined/ },
  { source: 'Host((`a`))', offset: 5, message: /unexpected '\('/ },
  { source: 'Host(`a` + `b`)', offset: 9, message: /unexpected "\+"/ },
  { source: 'Host(`a` `b`)', offset: 9, message: /unexpected value.*expected ',' or '\)'/ },
  { source: 'Host(,)', offset: 5, message: /unexpected ','/ },
  { source: 'Host(`a.test`) & Path(`/`)', offset: 15, message: /unexpected "&".*expected '&&'/ },
  { source: 'Host(`a.test`) | Path(`/`)', offset: 15, message: /unexpected "\|".*expected '\|\|'/ },
  {
    source: 'Host(`a.test`) and Path(`/`)',
    offset: 15,
    message: /unexpected 'and'.*expected '&&', '\|\|' or the end/,
  },
  { source: 'Host(`a`) == Path(`/`)', offset: 10, message: /unexpected "="/ },
  { source: 'Host(`a`);', offset: 9, message: /unexpected ";"/ },
  { source: 'Host(`a`) &&', offset: 12, message: /unexpected end of rule/ },
  { source: '&& Host(`a`)', offset: 0, message: /unexpected '&&'.*expected a matcher/ },
  { source: '`a`', offset: 0, message: /unexpected value/ },
  { source: '(Host(`a`)', offset: 10, message: /unexpected end of rule.*'\)'/ },
  { source: 'Host(`a`))', offset: 9, message: /unexpected '\)'/ },
  { source: 'a.Host(`b`)', offset: 1, message: /unexpected "\."/ },
  {
    source: 'pathPrefix(`/a`)',
    offset: 0,
    message: /unsupported function: pathPrefix, at column 1; did you mean PathPrefix\?$/,
  },
  {
    source: 'Host(`a`) && HOSTSni(`a`)',
    offset: 13,
    message: /unsupported function: HOSTSni.*did you mean HostSNI\?/,
  },
  { source: 'Headers(`a`, `b`)', offset: 0, message: /did you mean Header\?/ },
  {
    source: 'Frobnicate(`a`)',
    offset: 0,
    message: /unsupported function: Frobnicate.*expected one of Header, Host, /,
  },
  {
    source: 'Host(`a`)\n&& Path(`/`)',
    offset: 10,
    message: /unexpected '&&', at line 2, column 1; .*before/,
  },
  {
    source: 'Host(`a`) /* a\nb */ || Path(`/`)',
    offset: 20,
    message: /unexpected '\|\|', at line 2, column 6/,
  },
  { source: 'Host\n(`a`)', offset: 4, message: /unexpected line break, at line 1, column 5/ },
  { source: 'Host(`a`\n)', offset: 8, message: /unexpected line break/ },
  { source: '(Host(`a`)\n)', offset: 10, message: /unexpected line break/ },
  { source: 'Host(`a`)\nPath(`/`)', offset: 10, message: /unexpected 'Path'/ },
  { source: 'Host(`a`) /* b', offset: 10, message: /comment not terminated/ },
  {
    source: 'PathRegexp("^/x\\.y$")',
    offset: 15,
    message: /unknown escape sequence \\\..*expected \\\\\., or the value in backticks/,
  },
  { source: 'Path("a\\\'")', offset: 7, message: /unknown escape sequence/ },
  { source: 'Path("\\x4")', offset: 6, message: /unknown escape sequence/ },
  { source: 'Path("\\400")', offset: 6, message: /octal escape value is above 255/ },
  { source: 'Path("\\ud800")', offset: 6, message: /invalid Unicode code point/ },
  { source: 'Path("\\U00110000")', offset: 6, message: /invalid Unicode code point/ },
  { source: 'Path("a\\xff")', offset: 7, message: /not UTF-8/ },
  { source: 'Path(`a\0`)', offset: 7, message: /illegal character NUL or byte order mark/ },
  { source: `${'!'.repeat(1001)}${A}`, offset: 1000, message: /exceeded max nesting depth/ },
];

for (const { source, offset, message } of refused) {
  test(`refuses ${JSON.stringify(source.slice(0, 40))}`, () => {
    assert.throws(
      () => parse(source),
      (error) => {
        assert(error instanceof RuleError);
        assert(error.message.startsWith(`error while parsing rule ${source}: `), error.message);
        assert.match(error.message.slice(error.message.indexOf(source) + source.length), message);
        assert.equal(error.offset, offset);
        return true;
      },
    );
  });
}

test('a call knows where it and its values stand', () => {
  const tree = parse('!Header( `a`, "b" )');
  assert.deepEqual(tree, {
    kind: 'not',
    operand: {
      kind: 'call',
      name: 'Header',
      arguments: ['a', 'b'],
      offset: 1,
      end: 18,
      argumentOffsets: [9, 14],
    },
  });
});

test('nesting up to the limit is accepted', () => {
  assert.equal(printRule(parse(`${'('.repeat(1000)}${A}${')'.repeat(1000)}`)), A);
  assert.equal(printRule(parse(`${'!'.repeat(1000)}${A}`)), `${'!'.repeat(1000)}${A}`);
  const siblings = Array.from({ length: 1001 }, () => `!(${A})`).join(' && ');
  assert.equal(printRule(parse(siblings)), siblings.replaceAll(`(${A})`, A));
});
