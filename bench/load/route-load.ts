import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANSWER } from '../subjects/backends.ts';
import type { RouteTable } from '../subjects/routes/table.ts';
import { scratchFolder } from '../system/scratch.ts';
import { routeScript } from './route-requests.ts';
import { runWrk, type WrkResult } from './wrk.ts';

/** Requests for routes of a table. */
export interface RouteLoad {
  readonly port: number;
  readonly table: RouteTable;
  /** How many routes, all over the table, are asked for; default all. */
  readonly asked?: number;
  /** Whole seconds. */
  readonly seconds: number;
  readonly core: number | undefined;
}

/** Sends requests for the routes over 64 keep-alive connections. @throws Error as `runWrk` does. */
export async function runRouteLoad(load: RouteLoad, signal: AbortSignal): Promise<WrkResult> {
  const { port, table, asked = table.count, seconds, core } = load;
  await using scratch = await scratchFolder();
  const script = join(scratch.path, 'request.lua');
  await writeFile(script, routeScript(table, asked));
  const url = `http://127.0.0.1:${port}/`;
  const shape = { headers: [], connections: 64, leastBytes: ANSWER.length, keepAlive: true };
  return await runWrk({ ...shape, url, seconds, core, script }, signal);
}
