import { styleText } from 'node:util';
import { headChanges } from './head-changes.ts';
import { priorityText } from './priority.ts';
import { questionText } from './read-question.ts';
import type {
  Candidate,
  Decision,
  Delivery,
  MiddlewareStory,
  Place,
  RoutingStory,
  ServerStory,
  ServiceStory,
  Story,
  TlsStory,
} from './story.ts';

type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

const PLAIN: Style = (_, text) => text;
const COLOURED: Style = (format, text) => styleText(format, text, { validateStream: false });

/** A story for a terminal. `colours`: whether that shows them. */
export function textStory(story: Story, { colours = false } = {}): string {
  return `${new Teller(colours ? COLOURED : PLAIN).tell(story).join('\n')}\n`;
}

class Teller {
  readonly #style: Style;

  constructor(style: Style) {
    this.#style = style;
  }

  tell({ question, entryPoints, decisions, errors }: Story): string[] {
    const isTaken = decisions.some(({ router }) => router !== undefined);
    const what = errors === 1 ? 'an error keeps a part' : `${errors} errors keep parts`;
    return [
      this.#style('bold', questionText(question)),
      ...decisions.flatMap((decision) => ['', ...this.#decision(decision, entryPoints)]),
      ...(isTaken || errors === 0
        ? []
        : ['', `${what} of the manifests out of force: ingress-lab check tells`]),
    ];
  }

  #decision(decision: Decision, entryPoints: string): string[] {
    const { entryPoint, listens, tls, routing, middlewares, sent, service, next, answer, why } = decision;
    return [
      `${this.#heading('entry point')} ${entryPoint} ${listens} ${this.#dim(`(${entryPoints})`)}`,
      ...(tls ? this.#tls(tls) : []),
      ...routing.flatMap((table) => this.#routing(table)),
      ...(decision.outOfForce ?? []).map(
        ({ router, position, errors }) =>
          `  ${this.#style('red', '!')} ${router}${this.#at(position)} would take it and is not in force: ${errors.join('; ')}`,
      ),
      ...(routing.at(-1)?.why === why || why === answer?.why ? [] : [`  ${this.#style('bold', `→ ${why}`)}`]),
      ...middlewares.flatMap((middleware) => this.#middleware(middleware)),
      ...(sent
        ? [`${this.#heading('the server gets')} ${sent.method} ${sent.target}, Host: ${sent.host}`]
        : []),
      ...(service ? [this.#heading('service'), ...this.#service(service, '  ', '  ')] : []),
      ...(answer ? [this.#answer(answer)] : []),
      ...this.#next(next),
    ];
  }

  #tls({ serverName, options, clientAuth, certificate }: TlsStory): string[] {
    const name = serverName === '' ? 'no server name' : `server name ${serverName}`;
    if (!options) return [`${this.#heading('TLS')} ${name}: passed on as it is`];
    const expiry = certificate?.notAfter === undefined ? '' : `, until ${certificate.notAfter.slice(0, 10)}`;
    const names = certificate && certificate.names.length > 0 ? ` for ${certificate.names.join(', ')}` : '';
    return [
      `${this.#heading('TLS')} ${name}`,
      `  options ${options.name}${this.#at(options.position)}: ${options.why}`,
      ...(clientAuth === undefined ? [] : [`  client certificate: ${clientAuth}`]),
      ...(certificate
        ? [
            `  certificate ${certificate.name}${names}${expiry}${this.#at(certificate.position)}: ${certificate.why}`,
          ]
        : []),
    ];
  }

  #routing({ among, candidates, others, why }: RoutingStory): string[] {
    return [
      this.#heading(among),
      ...candidates.flatMap((candidate) => this.#candidate(candidate)),
      ...(others > 0
        ? [this.#dim(`  and ${others} ${others === 1 ? 'other that does' : 'others that do'} not match`)]
        : []),
      `  ${this.#style('bold', `→ ${why}`)}`,
    ];
  }

  #candidate(candidate: Candidate): string[] {
    const { router, rule, position, matches, matchers, otherMatchers } = candidate;
    const priority = rule === '' ? '' : `, priority ${priorityText(candidate)}`;
    const isElsewhere = (at: Place | undefined) =>
      at?.line !== position?.line || at?.column !== position?.column;
    return [
      `  ${this.#mark(matches)} ${router}${priority}${this.#at(position)}`,
      ...matchers.map(
        ({ matcher, holds, observed, position: at }) =>
          `      ${this.#mark(holds)} ${matcher}${this.#dim(`  ${observed}`)}${isElsewhere(at) ? this.#at(at) : ''}`,
      ),
      ...(otherMatchers > 0 ? [this.#dim(`      and ${otherMatchers} matchers more`)] : []),
    ];
  }

  #middleware({
    name,
    type,
    position,
    explanation,
    service,
    before,
    after,
    answer,
  }: MiddlewareStory): string[] {
    const owner = service === undefined ? '' : `, of service ${service}`;
    const changes = before && after ? headChanges(before, after) : [];
    return [
      `${this.#heading('middleware')} ${name} (${type}${owner})${this.#at(position)}`,
      `  ${this.#dim(explanation)}`,
      ...changes.map((change) => `  ${change}`),
      ...(answer
        ? [
            `  answers ${answer.status}`,
            ...answer.headers.map(([header, value]) => `    ${header}: ${value}`),
          ]
        : []),
    ];
  }

  #service(service: ServiceStory, first: string, rest: string): string[] {
    const { name, kind, position, choice, share, children, servers } = service;
    const part = share === undefined ? '' : `${share}: `;
    const last = children.length + servers.length - 1;
    const branch = (index: number): [string, string] =>
      index === last ? [`${rest}└ `, `${rest}  `] : [`${rest}├ `, `${rest}│ `];
    return [
      `${first}${part}${name} ${this.#dim(`(${kind}, ${choice})`)}${this.#at(position)}`,
      ...children.flatMap((child, index) => this.#service(child, ...branch(index))),
      ...servers.map((server, index) => `${branch(children.length + index)[0]}${this.#server(server)}`),
      ...(last < 0 ? [`${rest}└ ${this.#style('red', 'no server')}`] : []),
    ];
  }

  #server({ address, pod, workload, share }: ServerStory): string {
    const part = share === undefined ? '' : `${share}: `;
    const behind = pod === undefined ? '' : ` pod ${pod}${workload === undefined ? '' : ` of ${workload}`}`;
    return `${part}${address}${this.#dim(behind)}`;
  }

  #answer({ status, location, why }: NonNullable<Decision['answer']>): string {
    const what = status === undefined ? 'the connection is closed' : `the proxy answers ${status}`;
    const where = location === undefined ? '' : `, Location: ${location}`;
    return `${this.#style('yellow', `${what}${where}`)}: ${why}`;
  }

  #next(next: readonly Delivery[]): string[] {
    if (next.length === 0 || next.every(({ server }) => server === undefined)) return [];
    const lines = next.map((delivery) => this.#delivery(delivery));
    const same = lines.every((line) => line === lines[0]);
    if (same) return [`${this.#heading(sameText(next.length))} ${lines[0]}`];
    return [
      this.#heading('this and the next go to'),
      ...lines.map((line, index) => `  ${`${index + 1}`.padStart(`${lines.length}`.length)} ${line}`),
    ];
  }

  #delivery({ server, mirrors, cookies }: Delivery): string {
    const copies = mirrors
      .map(({ service, server: copy }) => `, a copy to ${copy ? nameOf(copy) : service}`)
      .join('');
    const set = cookies.length === 0 ? '' : this.#dim(`, which sets cookie ${cookies.join(', ')}`);
    return `${server ? `${nameOf(server)} ${this.#dim(server.address)}` : 'no server'}${copies}${set}`;
  }

  #heading(text: string): string {
    return this.#style('cyan', text);
  }

  #dim(text: string): string {
    return this.#style('dim', text);
  }

  #at(position: Place | undefined): string {
    return position ? this.#dim(`  ${position.file}:${position.line}:${position.column}`) : '';
  }

  #mark(holds: boolean): string {
    return holds ? this.#style('green', '✓') : this.#style('red', '✗');
  }
}

function sameText(count: number): string {
  if (count === 1) return 'goes to';
  return `this and the next ${count === 2 ? 'one' : count - 1} go to`;
}

function nameOf({ workload, pod, address }: ServerStory): string {
  return workload ?? pod ?? address;
}
