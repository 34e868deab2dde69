/** What a client sent, and the object that it meant. */
interface CapturedBody {
  readonly command: string;
  /** The whole body, in base64. */
  readonly body: string;
  readonly object: unknown;
}

/** Bodies that kubectl sends: those of 1.32 and 1.35 are the same to the byte. */
export const KUBECTL_BODIES: readonly CapturedBody[] = [
  {
    command:
      'kubectl create secret generic traefik-certs --from-file=ca=k/data.txt --from-literal=password=s3cret',
    body: 'azhzAAoMCgJ2MRIGU2VjcmV0EkAKHQoNdHJhZWZpay1jZXJ0cxIAGgAiACoAMgA4AEIAEgkKAmNhEgN4PTESEgoIcGFzc3dvcmQSBnMzY3JldBoAGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'traefik-certs' },
      data: { ca: 'eD0x', password: 'czNjcmV0' },
    },
  },
  {
    command:
      "kubectl create configmap pages --from-literal=index.html='<h1>hi</h1>' --from-file=bin=k/data.bin",
    body: 'azhzAAoPCgJ2MRIJQ29uZmlnTWFwEj4KFQoFcGFnZXMSABoAIgAqADIAOABCABIZCgppbmRleC5odG1sEgs8aDE+aGk8L2gxPhoKCgNiaW4SA//+ABoAIgA=',
    object: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'pages' },
      data: { 'index.html': '<h1>hi</h1>' },
      binaryData: { bin: '//4A' },
    },
  },
  {
    command: 'kubectl create namespace shop',
    body: 'azhzAAoPCgJ2MRIJTmFtZXNwYWNlEhwKFAoEc2hvcBIAGgAiACoAMgA4AEIAEgAaAgoAGgAiAA==',
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, spec: {}, status: {} },
  },
  {
    command: 'kubectl create deployment whoami --image=traefik/whoami:v1.10 --replicas=2 --port=80',
    body: 'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EtQBCiUKBndob2FtaRIAGgAiACoAMgA4AEIAWg0KA2FwcBIGd2hvYW1pEpwBCAISDwoNCgNhcHASBndob2FtaRp/Ch8KABIAGgAiACoAMgA4AEIAWg0KA2FwcBIGd2hvYW1pElwSPgoGd2hvYW1pEhR0cmFlZmlrL3dob2FtaTp2MS4xMCoAMgoKABAAGFAiACoAQgBqAHIAgAEAiAEAkAEAogEAGgAyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBACICCgAoADgAGgwIABAAGAAgACgAOAAaACIA',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'whoami', labels: { app: 'whoami' } },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'whoami' } },
        template: {
          metadata: { labels: { app: 'whoami' } },
          spec: {
            containers: [
              {
                name: 'whoami',
                image: 'traefik/whoami:v1.10',
                ports: [{ containerPort: 80 }],
                resources: {},
              },
            ],
          },
        },
        strategy: {},
      },
      status: {},
    },
  },
  {
    command: 'kubectl create service clusterip whoami --tcp=80:8080',
    body: 'azhzAAoNCgJ2MRIHU2VydmljZRJyCiUKBndob2FtaRIAGgAiACoAMgA4AEIAWg0KA2FwcBIGd2hvYW1pEkUKGwoHODAtODA4MBIDVENQGFAiBwgAEJA/GgAoABINCgNhcHASBndob2FtaRoAIglDbHVzdGVySVA6AEIAUgBaAGAAaAAaAgoAGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'whoami', labels: { app: 'whoami' } },
      spec: {
        ports: [{ name: '80-8080', protocol: 'TCP', port: 80, targetPort: 8080 }],
        selector: { app: 'whoami' },
        type: 'ClusterIP',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command: 'kubectl create service nodeport whoami --tcp=80:http --node-port=30080',
    body: 'azhzAAoNCgJ2MRIHU2VydmljZRJ2CiUKBndob2FtaRIAGgAiACoAMgA4AEIAWg0KA2FwcBIGd2hvYW1pEkkKIAoHODAtaHR0cBIDVENQGFAiCggBEAAaBGh0dHAogOsBEg0KA2FwcBIGd2hvYW1pGgAiCE5vZGVQb3J0OgBCAFIAWgBgAGgAGgIKABoAIgA=',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'whoami', labels: { app: 'whoami' } },
      spec: {
        ports: [{ name: '80-http', protocol: 'TCP', port: 80, targetPort: 'http', nodePort: 30080 }],
        selector: { app: 'whoami' },
        type: 'NodePort',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command:
      "kubectl create ingress web --class=traefik --rule='shop.local/api*=api:8080,tls=shop-tls' --annotation a=b",
    body: 'azhzAAofChRuZXR3b3JraW5nLms4cy5pby92MRIHSW5ncmVzcxJ2ChsKA3dlYhIAGgAiACoAMgA4AEIAYgYKAWESAWISUxIWCgpzaG9wLmxvY2FsEghzaG9wLXRscxowCgpzaG9wLmxvY2FsEiIKIAoeCgQvYXBpEg4iDAoDYXBpEgUKABCQPxoGUHJlZml4Igd0cmFlZmlrGgIKABoAIgA=',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', annotations: { a: 'b' } },
      spec: {
        tls: [{ hosts: ['shop.local'], secretName: 'shop-tls' }],
        rules: [
          {
            host: 'shop.local',
            http: {
              paths: [
                {
                  path: '/api',
                  backend: { service: { name: 'api', port: { number: 8080 } } },
                  pathType: 'Prefix',
                },
              ],
            },
          },
        ],
        ingressClassName: 'traefik',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command: 'kubectl create serviceaccount robot',
    body: 'azhzAAoUCgJ2MRIOU2VydmljZUFjY291bnQSFwoVCgVyb2JvdBIAGgAiACoAMgA4AEIAGgAiAA==',
    object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } },
  },
  {
    command: 'kubectl create quota small --hard=pods=4,requests.cpu=500m',
    body: 'azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRJAChUKBXNtYWxsEgAaACIAKgAyADgAQgASJQoLCgRwb2RzEgMKATQKFgoMcmVxdWVzdHMuY3B1EgYKBDUwMG0aABoAIgA=',
    object: {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'small' },
      spec: { hard: { pods: '4', 'requests.cpu': '500m' } },
      status: {},
    },
  },
  {
    command: 'kubectl create role reader --verb=get,list --resource=pods,services',
    body: 'azhzAAokChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgRSb2xlEjcKFgoGcmVhZGVyEgAaACIAKgAyADgAQgASHQoDZ2V0CgRsaXN0EgAaBHBvZHMaCHNlcnZpY2VzGgAiAA==',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reader' },
      rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'services'] }],
    },
  },
  {
    command: 'kubectl create rolebinding reader --role=reader --serviceaccount=shop:robot',
    body: 'azhzAAorChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgtSb2xlQmluZGluZxJkChYKBnJlYWRlchIAGgAiACoAMgA4AEIAEh8KDlNlcnZpY2VBY2NvdW50EgAaBXJvYm90IgRzaG9wGikKGXJiYWMuYXV0aG9yaXphdGlvbi5rOHMuaW8SBFJvbGUaBnJlYWRlchoAIgA=',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'shop' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    },
  },
  {
    command: 'kubectl create clusterrole reader --verb=get --resource=pods',
    body: 'azhzAAorChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgtDbHVzdGVyUm9sZRInChYKBnJlYWRlchIAGgAiACoAMgA4AEIAEg0KA2dldBIAGgRwb2RzGgAiAA==',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'reader' },
      rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
    },
  },
  {
    command: 'kubectl create clusterrolebinding reader --clusterrole=reader --user=eve',
    body: 'azhzAAoyChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEhJDbHVzdGVyUm9sZUJpbmRpbmcSdAoWCgZyZWFkZXISABoAIgAqADIAOABCABIoCgRVc2VyEhlyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvGgNldmUiABowChlyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvEgtDbHVzdGVyUm9sZRoGcmVhZGVyGgAiAA==',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'reader' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'eve' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
    },
  },
  {
    command: "kubectl create job once --image=busybox -- sh -c 'echo hi'",
    body: 'azhzAAoPCghiYXRjaC92MRIDSm9iEo8BChQKBG9uY2USABoAIgAqADIAOABCABJtMmsKEAoAEgAaACIAKgAyADgAQgASVxI0CgRvbmNlEgdidXN5Ym94GgJzaBoCLWMaB2VjaG8gaGkqAEIAagByAIABAIgBAJABAKIBABoFTmV2ZXIyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBABoIIAAoADAAOgAaACIA',
    object: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once' },
      spec: {
        template: {
          metadata: {},
          spec: {
            containers: [{ name: 'once', image: 'busybox', command: ['sh', '-c', 'echo hi'], resources: {} }],
            restartPolicy: 'Never',
          },
        },
      },
      status: {},
    },
  },
  {
    command: "kubectl create cronjob hourly --image=busybox --schedule='0 * * * *' -- date",
    body: 'azhzAAoTCghiYXRjaC92MRIHQ3JvbkpvYhKvAQoWCgZob3VybHkSABoAIgAqADIAOABCABKSAQoJMCAqICogKiAqGgAqggEKFgoGaG91cmx5EgAaACIAKgAyADgAQgASaDJmChAKABIAGgAiACoAMgA4AEIAElISKwoGaG91cmx5EgdidXN5Ym94GgRkYXRlKgBCAGoAcgCAAQCIAQCQAQCiAQAaCU9uRmFpbHVyZTIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAGgAaACIA',
    object: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'hourly' },
      spec: {
        schedule: '0 * * * *',
        jobTemplate: {
          metadata: { name: 'hourly' },
          spec: {
            template: {
              metadata: {},
              spec: {
                containers: [{ name: 'hourly', image: 'busybox', command: ['date'], resources: {} }],
                restartPolicy: 'OnFailure',
              },
            },
          },
        },
      },
      status: {},
    },
  },
  {
    command: 'kubectl create poddisruptionbudget web --selector=app=web --min-available=50%',
    body: 'azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSPAoTCgN3ZWISABoAIgAqADIAOABCABIZCgkIARAAGgM1MCUSDAoKCgNhcHASA3dlYhoKCAAYACAAKAAwABoAIgA=',
    object: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    },
  },
  {
    command: 'kubectl create token robot --duration=10m',
    body: 'azhzAAooChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESDFRva2VuUmVxdWVzdBIdChAKABIAGgAiACoAMgA4AEIAEgMg2AQaBAoAEgAaACIA',
    object: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: { expirationSeconds: 600 },
      status: { token: '' },
    },
  },
  {
    command: 'kubectl auth can-i get pods --subresource=log',
    body: 'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSPwoQCgASABoAIgAqADIAOABCABIhCh8KB2RlZmF1bHQSA2dldBoAIgAqBHBvZHMyA2xvZzoAGggIABIAGgAgABoAIgA=',
    object: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {},
      spec: {
        resourceAttributes: { namespace: 'default', verb: 'get', resource: 'pods', subresource: 'log' },
      },
      status: { allowed: false },
    },
  },
  {
    command: 'kubectl auth whoami',
    body: 'azhzAAotChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESEVNlbGZTdWJqZWN0UmV2aWV3EhoKEAoAEgAaACIAKgAyADgAQgASBgoECgASABoAIgA=',
    object: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
      metadata: {},
      status: { userInfo: {} },
    },
  },
  {
    command: 'kubectl auth can-i --list',
    body: 'azhzAAoxChdhdXRob3JpemF0aW9uLms4cy5pby92MRIWU2VsZlN1YmplY3RSdWxlc1JldmlldxIjChAKABIAGgAiACoAMgA4AEIAEgkKB2RlZmF1bHQaBBgAIgAaACIA',
    object: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      metadata: {},
      spec: { namespace: 'default' },
      status: { incomplete: false },
    },
  },
];
