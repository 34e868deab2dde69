import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags } from '../../engine/index.ts';
import { watchedApi } from './engine-api.ts';
import { parseEngineOptions } from './engine-options.ts';

const CRD = '--providers.kubernetescrd';
const INGRESS = '--providers.kubernetesingress';
const URL = 'https://127.0.0.1:6443';

function api(argv: readonly string[]) {
  const command = parseEngineOptions(argv);
  return watchedApi(command, parseFlags(command.flags));
}

test('an API is watched where a provider is asked for, or beside manifests where it is named', () => {
  const cases: readonly [argv: readonly string[], watches: string][] = [
    [[], 'none'],
    [['path'], 'none'],
    [['path', CRD, `${CRD}.ingressclass=in`], 'none'],
    [[CRD], 'crd'],
    [[`${CRD}=false`], 'none'],
    [[`${CRD}.ingressclass=in`], 'crd'],
    [[INGRESS], 'ingress'],
    [[CRD, INGRESS], 'crd ingress'],
    [[CRD, `${INGRESS}=false`], 'crd'],
    [['--kubeconfig=f'], 'crd ingress'],
    [['--kubeconfig=f', `${INGRESS}=false`], 'crd'],
    [['--kubeconfig=f', CRD], 'crd'],
    [['path', '--kubeconfig=f'], 'crd ingress'],
    [['path', '--context=c', INGRESS], 'ingress'],
    [['path', `${CRD}.endpoint=${URL}`], 'crd'],
    // Files of the file provider are no manifests of Kubernetes.
    [['--providers.file.filename=f', CRD], 'crd'],
  ];
  for (const [argv, expected] of cases) {
    const { crd = false, ingress = false } = api(argv)?.watches ?? {};
    const watches = [...(crd ? ['crd'] : []), ...(ingress ? ['ingress'] : [])].join(' ') || 'none';
    assert.equal(watches, expected, argv.join(' '));
  }
});

test('one API is watched for both providers', () => {
  assert.deepEqual(api([CRD, `${INGRESS}.endpoint=${URL}`, `${CRD}.token=t`])?.address, {
    kubeconfig: '',
    context: '',
    endpoint: URL,
    token: 't',
    certAuthFilePath: '',
  });
  for (const option of ['endpoint', 'token', 'certauthfilepath']) {
    assert.throws(
      () => api([`${CRD}.${option}=quiet`, `${INGRESS}.${option}=other`]),
      (error) => {
        assert.ok(error instanceof Error && error.name === 'UsageError');
        assert.match(error.message, /one engine watches one API/);
        assert.doesNotMatch(error.message, /quiet|other/);
        return true;
      },
    );
  }
});
