import type { Diagnostic, EngineEvent } from '../../engine/index.ts';
import type { Lab } from '../lab.ts';
import type { ApplyResult } from '../worlds/world.ts';
import { failureLine, outcomeLines, ToldFindings } from './change-lines.ts';
import { type Pattern, type Reach, reachable } from './patterns.ts';

/** What a running lab tells its user, on one stream. */
export class LabReport {
  readonly #lab: Lab;
  readonly #stream: NodeJS.WritableStream;
  readonly #quiet: boolean;
  readonly #told = new ToldFindings();
  #reloading: Promise<void> = Promise.resolve();
  #applying = false;

  constructor(lab: Lab, stream: NodeJS.WritableStream, quiet: boolean) {
    this.#lab = lab;
    this.#stream = stream;
    this.#quiet = quiet;
  }

  /** The objects that a change touched; unchanged ones only as a number. */
  applied({ outcomes, diagnostics }: ApplyResult): void {
    for (const line of outcomeLines(outcomes)) this.#line(line);
    this.#tell(diagnostics);
  }

  /** Findings that were not told before; those that are mended may be told again. */
  findings(): void {
    const diagnostics = this.#lab.diagnostics();
    this.#tell(diagnostics);
    this.#told.keep(diagnostics);
  }

  addresses(): void {
    this.#line('');
    for (const [controller, { addresses }] of this.#lab.controllers) {
      for (const [name, address] of addresses) {
        this.#line(`${controller.padEnd(12)} ${name.padEnd(10)} ${reachable(address)}/${address.protocol}`);
      }
    }
    const dashboard = this.#lab.controller().addresses.get('traefik');
    if (dashboard) this.#line(`\ndashboard    http://${reachable(dashboard)}/dashboard/`);
  }

  /** How kubectl and Helm get in. */
  kubernetes(file: string): void {
    this.#line(`\nkubernetes   export KUBECONFIG=${file}`);
  }

  patterns(patterns: readonly Pattern[], reach: Reach): void {
    this.#line('\nTry:');
    for (const { title, command } of patterns) this.#line(`  # ${title}\n  ${command(reach)}\n`);
  }

  watching(paths: readonly string[]): void {
    this.#line(
      `watching ${paths.length === 1 ? paths[0] : `${paths.length} folders and files`}; Ctrl-C stops`,
    );
  }

  /** From now on a line for each request, connection and session; it names its controller if there are several. */
  follow(): void {
    if (this.#quiet) return;
    this.#lab.journal.onEvent((event) => {
      const several = this.#lab.controllers.size > 1;
      this.#line(`${several ? `${this.#lab.reporterOf(event) ?? ''}: ` : ''}${describe(event)}`);
    });
  }

  /** From now on says what proxies make of a change that nobody told them, such as of their file provider's files. */
  followProviders(): void {
    for (const [name, proxy] of this.#lab.controllers) {
      let before = proxy.generation;
      proxy.onReload(({ generation }) => {
        const changed = generation !== before;
        before = generation;
        if (this.#applying) return;
        this.findings();
        if (changed) this.#line(inForce(name, generation));
      });
    }
  }

  /** An error kept a change from being taken over. */
  failed(error: unknown): void {
    this.#line(failureLine(error));
  }

  /** Applies a change and says what it changed and what is in force now. One at a time, in order. Never rejects. */
  reload(apply: () => Promise<ApplyResult>): Promise<void> {
    this.#reloading = this.#reloading
      .then(() => this.#reload(apply))
      .catch((error: unknown) => this.failed(error));
    return this.#reloading;
  }

  async #reload(apply: () => Promise<ApplyResult>): Promise<void> {
    this.#applying = true;
    try {
      await this.#takeOver(apply);
    } finally {
      this.#applying = false;
    }
  }

  async #takeOver(apply: () => Promise<ApplyResult>): Promise<void> {
    const before = this.#generations();
    const result = await apply();
    // Findings are told even if nothing changed: a broken object that went away leaves the others as they were.
    this.applied(result);
    await this.#lab.ready().catch((error: unknown) => this.#line(messageOf(error)));
    this.findings();
    this.#generations().forEach(([name, generation], index) => {
      if (generation !== before[index]?.[1]) this.#line(inForce(name, generation));
    });
  }

  #generations(): [name: string, generation: number][] {
    return [...this.#lab.controllers].map(([name, { generation }]) => [name, generation]);
  }

  #tell(diagnostics: readonly Diagnostic[]): void {
    for (const text of this.#told.fresh(diagnostics)) this.#line(text);
  }

  #line(text: string): void {
    this.#stream.write(`${text}\n`);
  }
}

function inForce(name: string, generation: number): string {
  return `${name}: configuration ${generation} is in force`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describe(event: EngineEvent): string {
  const to = event.pod ?? ('server' in event ? event.server : undefined) ?? 'nobody';
  const why = event.error === undefined ? '' : ` (${event.error})`;
  switch (event.kind) {
    case 'http': {
      const copies = event.mirrors.length > 0 ? `, copied to ${event.mirrors.join(', ')}` : '';
      const server =
        event.router === undefined ? 'no router' : event.router.endsWith('@internal') ? 'the proxy' : to;
      return `${event.method} ${event.host}${event.target} -> ${server}: ${event.status} in ${event.durationMs.toFixed(1)} ms${copies}${why}`;
    }
    case 'mirror':
      return `  copy to ${event.service} -> ${to}: ${event.status ?? 'no answer'}${why}`;
    case 'tcp': {
      const name = event.serverName === undefined ? '' : ` for ${event.serverName || 'no server name'}`;
      return `TCP ${event.entryPoint}${name} -> ${to}: ${event.bytesIn} bytes in, ${event.bytesOut} out${why}`;
    }
    case 'health':
      return `health of ${event.service}: ${to} is ${event.up ? 'up' : 'down'}${why}`;
    case 'udp':
      return event.phase === 'started'
        ? `UDP ${event.entryPoint} ${event.client} -> ${to}: session begins${why}`
        : `UDP ${event.entryPoint} ${event.client}: session ends, ${event.datagramsIn} in, ${event.datagramsOut} out${why}`;
  }
}
