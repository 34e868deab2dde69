import type { Configuration } from '../configuration/model.ts';
import { statusAnswer, statusText } from '../middlewares/answers.ts';
import type { ImmediateResponse, RequestHead } from '../middlewares/message.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { Api } from './api.ts';
import { dashboard } from './dashboard.ts';
import type { Metrics } from './metrics.ts';
import type { ServerIsUp } from './shapes/service.ts';

export type Page = (head: RequestHead) => ImmediateResponse | Promise<ImmediateResponse>;

interface PagesInput {
  readonly options: StaticConfiguration;
  /** The configuration in force. */
  readonly configuration: () => Configuration;
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>;
  readonly startedAt: Date;
  /** Whether a server is up; default: all are. */
  readonly isUp?: ServerIsUp;
  /** Pages of the API beside its own, by path: `/api/explain`. */
  readonly further?: ReadonlyMap<string, Page> | undefined;
  /** true once the engine has begun to stop. */
  readonly stopping: () => boolean;
}

/** The engine's own pages. They know GET and HEAD. */
export function enginePages(
  input: PagesInput,
): Readonly<Record<'api' | 'dashboard' | 'ping' | 'metrics', Page>> {
  const { metrics, stopping, further } = input;
  const api = new Api(input);
  return {
    api: readOnly((head) => further?.get(pathOf(head))?.(head) ?? api.get(head.target)),
    dashboard: readOnly(({ target }) => dashboard(target)),
    ping: readOnly(() => ping(stopping() ? 503 : 200)),
    metrics: readOnly(async () => ({
      status: 200,
      headers: [['Content-Type', metrics.contentType]],
      body: await metrics.text(),
    })),
  };
}

function pathOf({ target }: RequestHead): string {
  return target.replace(/\?.*$/s, '');
}

function ping(status: number): ImmediateResponse {
  return { status, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: statusText(status) };
}

function readOnly(page: Page): Page {
  return (head) =>
    head.method === 'GET' || head.method === 'HEAD'
      ? page(head)
      : statusAnswer(405, [['Allow', 'GET, HEAD']]);
}
