import type { Json } from '../objects/object.ts';
import { ADMINISTRATOR, isSame, type User } from './authentication.ts';

/** Who asks, and what tells a good token. */
interface ReviewContext {
  readonly user: User;
  readonly token: string;
}

type Review = (body: Json, context: ReviewContext) => Json;

/** The one user of a lab may do everything. */
const allowed: Review = () => ({ allowed: true });

const everything: Review = () => ({
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
});

const whoami: Review = (_, { user }) => ({ userInfo: userInfo(user) });

const tokenReview: Review = (body, { token }) => {
  const { spec } = body as { readonly spec?: { readonly token?: unknown } };
  const good = typeof spec?.token === 'string' && isSame(spec.token, token);
  return good ? { authenticated: true, user: userInfo(ADMINISTRATOR) } : { authenticated: false };
};

/** By group and plural; in all the versions that clients ask for (kubectl 1.27 says `v1beta1`). */
const REVIEWS: Readonly<Record<string, Review>> = {
  'authorization.k8s.io/selfsubjectaccessreviews': allowed,
  'authorization.k8s.io/subjectaccessreviews': allowed,
  'authorization.k8s.io/localsubjectaccessreviews': allowed,
  'authorization.k8s.io/selfsubjectrulesreviews': everything,
  'authentication.k8s.io/selfsubjectreviews': whoami,
  'authentication.k8s.io/tokenreviews': tokenReview,
};

const VERSIONS: ReadonlySet<string> = new Set(['v1', 'v1beta1', 'v1alpha1']);

/** What answers a question about rights that is POSTed to a kind; undefined: it is no such kind. */
export function reviewOf(group: string, version: string, plural: string): Review | undefined {
  return VERSIONS.has(version) ? REVIEWS[`${group}/${plural}`] : undefined;
}

function userInfo({ name, groups }: User): Json {
  return { username: name, groups };
}
