import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolve, type ServiceCase, slice } from './test-support.ts';

const EXTERNAL = ['--providers.kubernetescrd.allowexternalnameservices=true'];
const NAMED = 'ports: [{ name: http, port: 80 }, { name: "80", port: 8080 }]';
const pods = [
  slice('app', 'addresses: [10.0.0.1, 10.0.0.2], conditions: { ready: true }', {
    ports: '{ name: http, port: 8080 }, { name: "80", port: 9090 }',
  }),
];

const cases: ServiceCase[] = [
  {
    title: 'a number is a port of the Service',
    service: NAMED,
    reference: 'port: 80',
    slices: pods,
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  {
    title: 'a string is the name of a port',
    service: NAMED,
    reference: 'port: http',
    slices: pods,
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  {
    title: 'the string "80" is a name',
    service: NAMED,
    reference: 'port: "80"',
    slices: pods,
    expected: ['http://10.0.0.1:9090', 'http://10.0.0.2:9090'],
  },
  {
    title: 'a target port is not a port',
    service: 'ports: [{ name: http, port: 80, targetPort: 8080 }]',
    reference: 'port: 8080',
    slices: pods,
    expected: ['service-port-not-found: 8080', 'service port not found: 8080 in shop/app'],
  },
  {
    title: 'an unknown name of a port',
    service: NAMED,
    reference: 'port: web',
    expected: ['service-port-not-found: web', 'service port not found: web in shop/app'],
  },
  {
    title: 'no port',
    service: NAMED,
    reference: 'weight: 1',
    expected: ['service-port-missing: { name: app, weight: 1 }', 'ingressRoute service port not defined'],
  },
  {
    title: 'port 0',
    service: NAMED,
    reference: 'port: 0',
    expected: ['service-port-missing: { name: app, port: 0 }', 'ingressRoute service port not defined'],
  },
  {
    title: 'a port without a name',
    service: NAMED,
    reference: 'port: ""',
    expected: ['service-port-missing: { name: app, port: "" }', 'ingressRoute service port not defined'],
  },
  {
    title: 'port 443 is HTTPS',
    service: 'ports: [{ name: http, port: 443 }]',
    reference: 'port: 443',
    slices: pods,
    expected: ['https://10.0.0.1:8080', 'https://10.0.0.2:8080'],
  },
  {
    title: 'a port whose name begins with https is HTTPS',
    service: 'ports: [{ name: https-web, port: 80 }]',
    reference: 'port: 80',
    slices: [slice('app', 'addresses: [10.0.0.1]', { ports: '{ name: https-web, port: 8443 }' })],
    expected: ['https://10.0.0.1:8443'],
  },
  {
    title: 'a written scheme wins over both',
    service: 'ports: [{ name: https, port: 443 }]',
    reference: 'port: 443, scheme: h2c',
    slices: [slice('app', 'addresses: [10.0.0.1]', { ports: '{ name: https, port: 8443 }' })],
    expected: ['h2c://10.0.0.1:8443'],
  },
  {
    title: 'http on port 443',
    service: 'ports: [{ name: http, port: 443 }]',
    reference: 'port: 443, scheme: http',
    slices: pods,
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  {
    title: 'a scheme that there is not',
    service: NAMED,
    reference: 'port: 80, scheme: ftp',
    slices: pods,
    expected: ['scheme-invalid: ftp', 'invalid scheme "ftp" specified'],
  },
  {
    title: 'an ExternalName Service needs a flag',
    service: 'type: ExternalName\nexternalName: www.example.test\nports: [{ port: 80 }]',
    reference: 'port: 80',
    expected: ['external-name-not-allowed: app', 'externalName services not allowed: shop/app'],
  },
  {
    title: 'an ExternalName Service is one server',
    service: 'type: ExternalName\nexternalName: www.example.test\nports: [{ port: 80 }]',
    reference: 'port: 80',
    flags: EXTERNAL,
    expected: ['http://www.example.test:80'],
  },
  {
    title: 'an ExternalName Service takes numbers that it does not declare',
    service: 'type: ExternalName\nexternalName: www.example.test\nports: [{ port: 80 }]',
    reference: 'port: 443',
    flags: EXTERNAL,
    expected: ['https://www.example.test:443'],
  },
  {
    title: 'an ExternalName Service does not take names that it does not declare',
    service: 'type: ExternalName\nexternalName: www.example.test',
    reference: 'port: http',
    flags: EXTERNAL,
    expected: ['service-port-not-found: http', 'service port not found: http in shop/app'],
  },
  {
    title: 'an ExternalName Service may have a health check',
    service: 'type: ExternalName\nexternalName: www.example.test',
    reference: 'port: 80, healthCheck: { path: /up }',
    flags: EXTERNAL,
    expected: ['http://www.example.test:80'],
  },
  {
    title: 'a health check is for ExternalName Services only',
    service: NAMED,
    reference: 'port: 80, healthCheck: { path: /up }',
    slices: pods,
    expected: [
      'health-check-not-allowed: { path: /up }',
      'healthCheck allowed only for ExternalName services: shop/app',
    ],
  },
];

for (const given of cases) {
  test(given.title, () => assert.deepEqual(resolve(given, 'http'), given.expected));
}
