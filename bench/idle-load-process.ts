/** Opens keep-alive connections, asks once on each, and keeps them open; says so after the first tenth and after all. */
import { once } from 'node:events';
import { HttpClient } from './load/http-client.ts';
import { numberOf, settings, tell, textOf } from './parent.ts';

const told = settings();
const most = numberOf(told, 'connections');
const clients: HttpClient[] = [];

/** How many connections are opened at a time: less than any proxy's backlog. */
const AT_ONCE = 100;

async function openUntil(total: number): Promise<void> {
  while (clients.length < total) {
    const group = Array.from({ length: Math.min(AT_ONCE, total - clients.length) }, () => openOne());
    clients.push(...(await Promise.all(group)));
  }
}

function openOne(): Promise<HttpClient> {
  return new Promise((resolve, reject) => {
    const client = new HttpClient(numberOf(told, 'port'), textOf(told, 'host'), textOf(told, 'body'), {
      onAnswer: resolve,
      onFailure: (_client, reason) => {
        tell({ error: reason });
        reject(new Error(reason));
      },
    });
    client.send();
  });
}

await openUntil(Math.round(most / 10));
tell({ opened: clients.length });
await once(process, 'message');
await openUntil(most);
tell({ opened: clients.length });
await once(process, 'message');
for (const client of clients) client.close();
process.disconnect();
