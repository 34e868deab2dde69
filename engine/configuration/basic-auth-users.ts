import { hash } from 'node:crypto';
import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource, type ResourceOf, secretValue } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { contentPath, findSecret, secretKeys } from './tls.ts';

/**
 * The users in a Secret, as lines of an htpasswd file: a Secret of type `kubernetes.io/basic-auth` holds one user, any
 * other exactly one key with such lines (Traefik: middlewares/http/basicauth#users).
 *
 * @param path where the Secret is named
 * @throws CompileError
 */
export function basicAuthUsers(
  context: CompileContext,
  resource: Resource,
  secretName: string | undefined,
  path: FieldPath,
): readonly string[] {
  if (secretName === undefined || secretName === '') {
    const advice = 'name a Secret whose one key holds htpasswd lines';
    throw new CompileError('secret-not-named', path, 'auth secret must be set', advice);
  }
  const secret = findSecret(context, resource, namespaceOf(resource), secretName, path);
  // What is wrong with a Secret was reported where it shows.
  if (!secret) throw reported(path);
  return secret.type === 'kubernetes.io/basic-auth'
    ? [singleUser(context, secret, path)]
    : htpasswdLines(context, secret, path);
}

function singleUser(context: CompileContext, secret: ResourceOf<'Secret'>, path: FieldPath): string {
  const [name, password] = [secretValue(secret, 'username'), secretValue(secret, 'password')];
  if (name !== undefined && password !== undefined) {
    return `${name.toString()}:{SHA}${hash('sha1', password, 'base64')}`;
  }
  throw refuse(context, secret, path, 'must contain both username and password keys');
}

function htpasswdLines(context: CompileContext, secret: ResourceOf<'Secret'>, path: FieldPath): string[] {
  const keys = secretKeys(secret);
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0) {
    throw refuse(context, secret, path, `has ${keys.length} keys, must be single element exactly`);
  }
  const text = secretValue(secret, key)?.toString() ?? '';
  // Unlike in a file, a comment is taken for a user, and refused.
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length === 0) throw refuse(context, secret, path, 'does not contain any credentials');
  return lines;
}

function refuse(
  context: CompileContext,
  secret: ResourceOf<'Secret'>,
  path: FieldPath,
  problem: string,
): CompileError {
  context.reporter.error(secret, contentPath(secret), {
    code: 'secret-incomplete',
    message: `secret ${namespaceOf(secret)}/${secret.metadata.name} ${problem}`,
    advice: `create it with: htpasswd -nm USER > users && kubectl create secret generic ${secret.metadata.name} --from-file=users`,
  });
  return reported(path);
}

function reported(path: FieldPath): CompileError {
  return new CompileError('secret-incomplete', path, 'the secret cannot be used', undefined, true);
}
