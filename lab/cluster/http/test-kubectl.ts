import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfig, writeKubeconfig } from './kubeconfig.ts';
import { CERTIFICATES, startTestServer, type TestServer, TOKEN } from './test-server.ts';

const KUBECTL = process.env['INGRESS_LAB_KUBECTL'] ?? 'kubectl';

/** Why there is nothing to test with; false: there is a kubectl. */
export const missingKubectl: string | false =
  spawnSync(KUBECTL, ['version', '--client'], { stdio: 'ignore' }).status === 0
    ? false
    : `no kubectl: "${KUBECTL}" cannot be run (INGRESS_LAB_KUBECTL names another)`;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A server, and the real kubectl with a home of its own. */
export interface KubectlServer extends TestServer {
  /** Runs `kubectl ...args`, with `input` as what it reads. */
  run(args: string, input?: string): Promise<Ran>;
  /** Runs it until it has printed what is waited for, and ends it. Answers all that it printed. */
  runUntil(args: string, printed: RegExp, meanwhile: () => void): Promise<string>;
}

export async function startKubectlServer(
  ...options: Parameters<typeof startTestServer>
): Promise<KubectlServer> {
  const server = await startTestServer(...options);
  const home = await mkdtemp(join(tmpdir(), 'kubectl-'));
  const file = join(home, 'kubeconfig');
  await writeKubeconfig(
    file,
    kubeconfig({ url: server.server.url, certificates: CERTIFICATES, token: TOKEN }),
  );
  const start = (args: string) => {
    const { PATH } = process.env;
    return spawn(KUBECTL, args.split(' '), { env: { PATH, HOME: home, KUBECONFIG: file }, cwd: home });
  };
  return {
    ...server,
    run(args, input = '') {
      const child = start(args);
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      child.stderr.on('data', (chunk) => {
        err += chunk;
      });
      child.stdin.end(input);
      return new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, out, err }));
      });
    },
    async runUntil(args, printed, meanwhile) {
      const child = start(args);
      const ended = new Promise((resolve) => child.on('close', resolve));
      let all = '';
      // What is watched begins when the server serves a watch; until then nothing may happen.
      const begun = setInterval(() => {
        if (server.server.watches > 0) {
          clearInterval(begun);
          meanwhile();
        }
      }, 5);
      const late = setTimeout(() => child.kill(), 20_000);
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          all += chunk;
          if (printed.test(all)) child.kill();
        });
      }
      await ended;
      clearInterval(begun);
      clearTimeout(late);
      return all;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(home, { recursive: true });
    },
  };
}
