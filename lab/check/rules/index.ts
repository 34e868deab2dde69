import type { CheckRule } from '../rule.ts';
import { apiGroup } from './api-group.ts';
import { certificateHosts } from './certificate-hosts.ts';
import { certificates } from './certificates.ts';
import { clientAuth } from './client-auth.ts';
import { clientAuthBypass } from './client-auth-bypass.ts';
import { controllers } from './controllers.ts';
import { failovers } from './failovers.ts';
import { mirrors } from './mirrors.ts';
import { mounts } from './mounts.ts';
import { passthrough } from './passthrough.ts';
import { plainText } from './plain-text.ts';
import { reachability } from './reachability.ts';
import { removedFields } from './removed-fields.ts';
import { ruleSyntax } from './rule-syntax.ts';
import { unusedObjects } from './unused-objects.ts';
import { weights } from './weights.ts';

/** In the order of their names. */
export const CHECK_RULES: readonly CheckRule[] = [
  apiGroup,
  certificateHosts,
  certificates,
  clientAuth,
  clientAuthBypass,
  controllers,
  failovers,
  mirrors,
  mounts,
  passthrough,
  plainText,
  reachability,
  removedFields,
  ruleSyntax,
  unusedObjects,
  weights,
];
