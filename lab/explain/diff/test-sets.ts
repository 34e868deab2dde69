import fc from 'fast-check';
import { canary, tcp, udp, type Written } from './test-manifests.ts';

/** Sets of manifests that share much. */
export const writtenSets: fc.Arbitrary<Written> = fc.record(
  {
    name: fc.constantFrom('shop', 'store'),
    rule: fc.constantFrom(
      'Host(`shop.test`)',
      'Host(`shop.test`) && PathPrefix(`/api`)',
      'HostRegexp(`^.+.test$`)',
      'Host(`a.test`) || Host(`b.test`)',
    ),
    entryPoints: fc.constantFrom(['web'], ['websecure'], ['web', 'websecure']),
    services: fc.constantFrom('[{ name: a, port: 80 }]', canary(1, 3), '[{ name: missing, port: 80 }]'),
    middlewares: fc.subarray(['strip', 'to-https', 'office', 'limit', 'role']),
    tls: fc.constant('{}'),
    more: fc.constantFrom(tcp('a'), udp('b'), tcp('c', 'tls: {}')),
  },
  { requiredKeys: [] },
);
