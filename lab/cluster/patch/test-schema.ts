import { schemaOf } from '../schema/schema-of.ts';

/** A kind with all that patches treat differently: keyed lists, sets, lists and mappings of one owner, keys to retain. */
export const DEPLOYMENT = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' });
