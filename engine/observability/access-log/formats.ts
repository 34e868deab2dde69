import type { AccessLogOptions } from '../../static/static-configuration.ts';
import type { LogEntry } from './entry.ts';

type Format = (entry: LogEntry, now: Date) => string;

/** How an entry is written, without the end of the line. */
export const LOG_FORMATS: Readonly<Record<AccessLogOptions['format'], Format>> = {
  json,
  common: (entry) => {
    const { RequestCount: count = '-', Duration: duration } = entry;
    const milliseconds = typeof duration === 'number' ? Math.floor(duration / 1_000_000) : 0;
    return `${genericClf(entry)} ${count} ${quoted(entry, 'RouterName')} ${quoted(entry, 'ServiceURL')} ${milliseconds}ms`;
  },
  genericCLF: genericClf,
};

/** The Combined Log Format of Apache's mod_log_config, with Traefik's `-` for what is not known. */
function genericClf(entry: LogEntry): string {
  const plain = (name: string): string =>
    entry[name] === undefined || entry[name] === '' ? '-' : `${entry[name]}`;
  const { StartUTC: utc, StartLocal: local } = entry;
  const time =
    utc instanceof Date ? clfTime(utc, 0) : local instanceof Date ? clfTime(local, offset(local)) : '-';
  const request = ['RequestMethod', 'RequestPath', 'RequestProtocol'].map(plain).join(' ');
  const answer = `${plain('DownstreamStatus')} ${plain('DownstreamContentSize')}`;
  const client = `${plain('ClientHost')} - ${plain('ClientUsername')}`;
  return `${client} [${time}] "${request}" ${answer} ${quoted(entry, 'request_Referer')} ${quoted(entry, 'request_User-Agent')}`;
}

/** In the order of the names, as Traefik writes it. */
function json(entry: LogEntry, now: Date): string {
  const all: LogEntry = { ...entry, level: 'info', msg: '', time: rfc3339(now, false) };
  const written = Object.keys(all)
    .sort()
    .map((name): [string, string | number] => {
      const value = all[name] ?? '';
      if (!(value instanceof Date)) return [name, value];
      return [name, name === 'StartUTC' ? value.toISOString() : rfc3339(value, true)];
    });
  return JSON.stringify(Object.fromEntries(written));
}

/** As Go quotes a text: what is in it cannot end it. */
function quoted(entry: LogEntry, name: string): string {
  const value = entry[name];
  return value === undefined || value === '' ? '"-"' : JSON.stringify(`${value}`);
}

/** Minutes east of UTC. */
function offset(date: Date): number {
  return -date.getTimezoneOffset();
}

/** A time whose UTC fields are those of the clock on the wall. */
function shifted(date: Date, minutes: number): string {
  return new Date(date.getTime() + minutes * 60_000).toISOString();
}

function zone(minutes: number, colon: string): string {
  const size = Math.abs(minutes);
  const two = (value: number): string => `${Math.floor(value)}`.padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}${colon}${two(size % 60)}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `28/Nov/2026:21:54:44 +0000` */
function clfTime(date: Date, minutes: number): string {
  const text = shifted(date, minutes);
  const month = MONTHS[Number(text.slice(5, 7)) - 1];
  return `${text.slice(8, 10)}/${month}/${text.slice(0, 4)}:${text.slice(11, 19)} ${zone(minutes, '')}`;
}

/** `2026-11-28T21:54:44+01:00`, in the local time (RFC 3339). */
function rfc3339(date: Date, fraction: boolean): string {
  const minutes = offset(date);
  const text = shifted(date, minutes).slice(0, fraction ? 23 : 19);
  return `${text}${minutes === 0 ? 'Z' : zone(minutes, ':')}`;
}
