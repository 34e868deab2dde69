import { parseDuration } from '../resources/duration.ts';
import { FlagError, parseBoolean, parseList } from './flag-values.ts';
import type { AccessLogOptions, FieldMode } from './static-configuration.ts';

/** Traefik's defaults for a log that is written. */
export const ACCESS_LOG_DEFAULTS: AccessLogOptions = {
  filePath: '',
  format: 'common',
  addInternals: false,
  filters: { statusCodes: [], retryAttempts: false, minDurationMs: 0 },
  fields: { defaultMode: 'keep', names: new Map() },
  headers: { defaultMode: 'drop', names: new Map() },
};

type Setter = (options: AccessLogOptions, value: string, flag: string) => AccessLogOptions;

/** How Traefik spells its formats; flags are read without regard to case. */
const FORMATS: Readonly<Record<string, AccessLogOptions['format']>> = {
  common: 'common',
  genericclf: 'genericCLF',
  json: 'json',
};

/** Flags behind `--accesslog.` without a name in them. */
const FLAGS: Readonly<Record<string, Setter>> = {
  filepath: (options, filePath) => ({ ...options, filePath }),
  format(options, value, flag) {
    const format = Object.hasOwn(FORMATS, value.toLowerCase()) ? FORMATS[value.toLowerCase()] : undefined;
    if (!format) throw new FlagError(`${flag}=${value}: write common, genericCLF or json`);
    return { ...options, format };
  },
  // Lines are always collected for a moment and written together.
  bufferingsize: (options) => options,
  addinternals: (options, value, flag) => ({ ...options, addInternals: parseBoolean(value, flag) }),
  'filters.statuscodes'(options, value, flag) {
    const ranges = parseList(value).map((text): [number, number] => {
      const [, from, to = from] = /^(\d{3})(?:-(\d{3}))?$/.exec(text) ?? [];
      if (from === undefined || Number(to) < Number(from)) {
        throw new FlagError(`${flag}=${value}: write statuses and ranges such as 404,500-599`);
      }
      return [Number(from), Number(to)];
    });
    const { filters } = options;
    return { ...options, filters: { ...filters, statusCodes: [...filters.statusCodes, ...ranges] } };
  },
  'filters.retryattempts': (options, value, flag) => ({
    ...options,
    filters: { ...options.filters, retryAttempts: parseBoolean(value, flag) },
  }),
  'filters.minduration'(options, value, flag) {
    const minDurationMs = parseDuration(value);
    if (minDurationMs === undefined || minDurationMs < 0) {
      throw new FlagError(`${flag}=${value}: write a duration such as 10ms`);
    }
    return { ...options, filters: { ...options.filters, minDurationMs } };
  },
  'fields.defaultmode': (options, value, flag) => ({
    ...options,
    fields: { ...options.fields, defaultMode: fieldMode(value, flag) },
  }),
  'fields.headers.defaultmode': (options, value, flag) => ({
    ...options,
    headers: { ...options.headers, defaultMode: fieldMode(value, flag) },
  }),
};

/**
 * Sets one option of the access log.
 *
 * @param option what is behind `--accesslog.`, as it was written: names of fields may have capitals in them
 * @returns undefined if there is no such option
 * @throws FlagError if the value cannot be used
 */
export function setAccessLogOption(
  options: AccessLogOptions,
  option: string,
  value: string,
  flag: string,
): AccessLogOptions | undefined {
  const lower = option.toLowerCase();
  const set = Object.hasOwn(FLAGS, lower) ? FLAGS[lower] : undefined;
  if (set) return set(options, value, flag);
  const [, header = '', name = ''] = /^fields\.(headers\.)?names\.(.+)$/.exec(lower) ?? [];
  if (name === '') return undefined;
  const part = header === '' ? 'fields' : 'headers';
  const names = new Map(options[part].names).set(name, fieldMode(value, flag));
  return { ...options, [part]: { ...options[part], names } };
}

/** Traefik takes what it does not know for the default; here a slip must not lay open what was to be hidden. */
function fieldMode(value: string, flag: string): FieldMode {
  const lower = value.toLowerCase();
  if (lower === 'keep' || lower === 'drop' || lower === 'redact') return lower;
  throw new FlagError(`${flag}=${value}: write keep, drop or redact`);
}
