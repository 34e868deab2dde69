import { escaped } from '../report/escaped.ts';
import { questionText } from './read-question.ts';
import type { Decision, ServerStory, ServiceStory, Story } from './story.ts';

/** Pixels. */
const BOX = { width: 270, height: 58 };
const GAP = { x: 70, y: 18 };
const MARGIN = 24;
const TITLE = 30;
/** As many characters fit into a box. */
const MOST_CHARACTERS = 34;

/** The same for what stands in bold. */
const MOST_IN_BOLD = 29;

type Kind = 'client' | 'entry-point' | 'router' | 'middleware' | 'service' | 'server' | 'answer';

/** A box of the diagram, and what it leads to. */
interface Box {
  readonly kind: Kind;
  readonly title: string;
  readonly detail: string;
  /** On the line that leads here. */
  readonly label: string;
  readonly children: readonly Box[];
}

/** A story as a diagram in SVG, one row of boxes for each entry point: from the client to the servers, with their shares. */
export function svgStory({ question, decisions }: Story): string {
  const client: Box = {
    kind: 'client',
    title: 'client',
    detail: questionText(question),
    label: '',
    children: decisions.map(entryPointBox),
  };
  const drawing = new Drawing();
  drawing.place(client, 0);
  return drawing.document(questionText(question));
}

function entryPointBox(decision: Decision): Box {
  const { entryPoint, listens, tls } = decision;
  return {
    kind: 'entry-point',
    title: entryPoint,
    detail: tls?.options ? `${listens}, TLS options ${tls.options.name}` : listens,
    label: '',
    children: [routerBox(decision)],
  };
}

function routerBox(decision: Decision): Box {
  const { router, routing, why, middlewares, service, answer } = decision;
  const end: Box[] = answer
    ? [{ kind: 'answer', title: answerTitle(answer), detail: answer.why, label: '', children: [] }]
    : service
      ? [serviceBox(service)]
      : [];
  if (router === undefined) {
    if (answer)
      return { kind: 'answer', title: answerTitle(answer), detail: answer.why, label: '', children: [] };
    return { kind: 'router', title: 'no router', detail: why, label: '', children: [] };
  }
  const chosen = routing
    .flatMap(({ candidates }) => candidates)
    .find((candidate) => candidate.router === router);
  const children = middlewares.reduceRight<readonly Box[]>(
    (behind, { name, type }) => [
      { kind: 'middleware', title: name, detail: type, label: '', children: behind },
    ],
    end,
  );
  return { kind: 'router', title: router, detail: chosen?.rule ?? '', label: '', children };
}

function answerTitle({ status }: NonNullable<Decision['answer']>): string {
  return status === undefined ? 'connection closed' : `answer ${status}`;
}

function serviceBox({ name, kind, share = '', children, servers }: ServiceStory): Box {
  return {
    kind: 'service',
    title: name,
    detail: kind,
    label: share,
    children: [...children.map(serviceBox), ...servers.map(serverBox)],
  };
}

function serverBox({ address, workload, pod, share = '' }: ServerStory): Box {
  const behind = [workload, pod].filter((name) => name !== undefined).join(', ');
  return { kind: 'server', title: address, detail: behind, label: share, children: [] };
}

const STYLE = `
  rect { rx: 6px; stroke: #57606a; fill: #ffffff }
  .client rect, .entry-point rect { fill: #f6f8fa }
  .router rect { fill: #ddf4ff } .middleware rect { fill: #fff8c5 } .service rect { fill: #fbefff }
  .server rect { fill: #dafbe1 } .answer rect { fill: #ffebe9 }
  text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: #1f2328 }
  .kind, .label { font-size: 10px; fill: #57606a } .title { font-weight: 600 } .heading { font-size: 14px }
  path { fill: none; stroke: #57606a }
`;

/** Places boxes: a column for each step, a row for each end. */
class Drawing {
  readonly #parts: string[] = [];
  #rows = 0;
  #columns = 0;

  /** @returns the middle of the box's height */
  place(box: Box, column: number): number {
    this.#columns = Math.max(this.#columns, column + 1);
    const x = MARGIN + column * (BOX.width + GAP.x);
    const ends = box.children.map((child) => ({ child, y: this.place(child, column + 1) }));
    const [first, last] = [ends[0], ends.at(-1)];
    const y = first && last ? (first.y + last.y) / 2 : this.#nextRow();
    this.#box(box, x, y);
    for (const { child, y: end } of ends) this.#line(x + BOX.width, y, end, child.label);
    return y;
  }

  document(heading: string): string {
    const width = 2 * MARGIN + this.#columns * (BOX.width + GAP.x) - GAP.x;
    const height = 2 * MARGIN + TITLE + this.#rows * (BOX.height + GAP.y) - GAP.y;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(heading)}</title>
<style>${STYLE}</style>
<rect x="0" y="0" width="${width}" height="${height}" style="stroke: none; rx: 0px"/>
<text class="heading" x="${MARGIN}" y="${MARGIN + 6}">${escaped(shortened(heading, 120))}</text>
${this.#parts.join('\n')}
</svg>
`;
  }

  #nextRow(): number {
    const y = MARGIN + TITLE + this.#rows * (BOX.height + GAP.y) + BOX.height / 2;
    this.#rows += 1;
    return y;
  }

  #box({ kind, title, detail }: Box, x: number, y: number): void {
    const top = y - BOX.height / 2;
    const line = (name: string, offset: number, text: string, most = MOST_CHARACTERS) =>
      `<text class="${name}" x="${x + 10}" y="${top + offset}">${escaped(shortened(text, most))}</text>`;
    this.#parts.push(
      `<g class="${kind}"><title>${escaped(`${title}\n${detail}`)}</title>` +
        `<rect x="${x}" y="${top}" width="${BOX.width}" height="${BOX.height}"/>` +
        `${line('kind', 15, kind.replace('-', ' '))}${line('title', 32, title, MOST_IN_BOLD)}${line('detail', 48, detail)}</g>`,
    );
  }

  #line(x: number, from: number, to: number, label: string): void {
    const middle = x + GAP.x / 2;
    this.#parts.push(`<path d="M ${x} ${from} C ${middle} ${from}, ${middle} ${to}, ${x + GAP.x} ${to}"/>`);
    if (label === '') return;
    this.#parts.push(
      `<text class="label" x="${x + GAP.x - 4}" y="${to - BOX.height / 2 - 3}">${escaped(label)}</text>`,
    );
  }
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
