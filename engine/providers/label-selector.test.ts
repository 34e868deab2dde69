import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabelSelectorError, parseLabelSelector } from './label-selector.ts';

const labels = { app: 'web', env: 'dev', 'lab.test/tier': 'front', empty: '', size: '10', 'a.b_c': 'x' };

const rows: [selector: string, selects: boolean][] = [
  ['', true],
  ['  ', true],
  ['app=web', true],
  ['app==web', true],
  [' app = web ', true],
  ['app=db', false],
  ['gone=', false],
  ['empty=', true],
  ['app=', false],
  ['app!=db', true],
  ['app!=web', false],
  ['gone!=web', true],
  ['env in (dev, test)', true],
  ['env in(dev)', true],
  ['env in (test)', false],
  ['gone in (dev)', false],
  ['empty in ()', true],
  ['env notin (prod)', true],
  ['env notin (dev,test)', false],
  ['gone notin (dev)', true],
  ['app', true],
  ['gone', false],
  ['!gone', true],
  ['! app', false],
  ['empty', true],
  ['constructor', false],
  ['!toString', true],
  ['lab.test/tier=front', true],
  ['a.b_c=x', true],
  ['size>9', true],
  ['size > 10', false],
  ['size<11', true],
  ['app<11', false],
  ['gone>0', false],
  ['app=web,env in (dev,test),!gone', true],
  ['app=web,env notin (dev,test)', false],
];

for (const [selector, selects] of rows) {
  test(`"${selector}" ${selects ? 'selects' : 'does not select'}`, () => {
    assert.equal(parseLabelSelector(selector)(labels), selects);
  });
}

const refused: [selector: string, part: string][] = [
  ['app=web,', ''],
  [',app', ''],
  ['app=web db', 'app=web db'],
  ['app===web', 'app===web'],
  ['app=-web', 'app=-web'],
  ['=web', '=web'],
  ['-app', '-app'],
  ['a/b/c', 'a/b/c'],
  ['Lab.Test/tier', 'Lab.Test/tier'],
  ['env in dev', 'env in dev'],
  ['env in (dev', 'env in (dev'],
  ['env in (de v)', 'env in (de v)'],
  ['env In (dev)', 'env In (dev)'],
  ['!app=web', '!app=web'],
  ['size>big', 'size>big'],
  ['app=läden', 'app=läden'],
  ['app;env', 'app;env'],
];

for (const [selector, part] of refused) {
  test(`"${selector}" cannot be read`, () => {
    assert.throws(
      () => parseLabelSelector(selector),
      (error) => {
        assert.ok(error instanceof LabelSelectorError);
        assert.equal(error.code, 'label-selector-invalid');
        assert.ok(error.message.startsWith(`label selector "${selector}": cannot read "${part}"; write `));
        return true;
      },
    );
  });
}
