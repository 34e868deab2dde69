import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Characters of a hash that tell machines apart. */
const PLACE_LENGTH = 12;

let own: string | undefined;

/**
 * Names this process among all that ever ran: the machine, the process's number there, and when it started, since numbers
 * are given again. For the label of what a run makes.
 */
export function ownerOfThisProcess(): string {
  own ??= `${place()}/${process.pid}/${startOf(process.pid) ?? ''}`;
  return own;
}

/** Whether the process that `ownerOfThisProcess` once named has ended; false also if it ran on another machine. */
export function isGone(owner: string): boolean {
  const [where, number = '', start = ''] = owner.split('/');
  const pid = Number(number);
  if (where !== place() || !Number.isSafeInteger(pid) || pid <= 0) return false;
  if (!exists(pid)) return true;
  const found = startOf(pid);
  return found !== undefined && start !== '' && found !== start;
}

/**
 * Where process numbers mean the same: a machine, or a container of it. Machines may share a host name (clones, localhost) and
 * an engine.
 */
function place(): string {
  const parts = [hostname(), tryRead(() => readFileSync('/etc/machine-id', 'utf8'))];
  parts.push(tryRead(() => readlinkSync('/proc/self/ns/pid')));
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, PLACE_LENGTH);
}

/** Undefined if that cannot be told, as on Windows. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const ticks = statOf(pid)?.[19];
    // Counted from the start of the machine, so that tells of it, too.
    const boot = tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return ticks === undefined ? undefined : `${boot}.${ticks}`;
  }
  if (process.platform === 'win32') return undefined;
  const env = { ...process.env, LC_ALL: 'C' };
  const told = tryRead(() =>
    execFileSync('ps', ['-o', 'lstart=', '-p', `${pid}`], { encoding: 'utf8', env }),
  ).trim();
  return told === '' ? undefined : told.replaceAll(/\W+/g, '-');
}

/** What follows the name in /proc/PID/stat (proc(5)): the state, and 19 fields on the start in ticks. */
function statOf(pid: number): string[] | undefined {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function exists(pid: number): boolean {
  // One that has ended keeps its number until its parent asks for its exit code.
  if (process.platform === 'linux' && statOf(pid)?.[0] === 'Z') return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
