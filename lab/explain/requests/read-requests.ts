import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { isAccessLogLine, type LogContext, readAccessLogLine } from './access-log.ts';
import { readHar } from './har.ts';
import { isJsonLogLine, readJsonLogLine } from './json-log.ts';
import { readPlainLine } from './plain-line.ts';
import { type ReadRequest, type Relevance, relevantPart } from './request.ts';
import type { RequestList } from './request-list.ts';

/** How lists are read. */
export interface ReadOptions extends LogContext {
  /** What counts of recorded requests; absent: everything. */
  readonly relevance?: Relevance;
}

/** How a file says what it holds. */
export type RequestFormat = 'plain' | 'access log' | 'JSON access log' | 'HAR';

/** So many lines decide which format a file has. */
const SAMPLE = 50;

/**
 * Reads a file into the list, whichever of the formats it has: that follows from its content. It is read line by line,
 * but for an archive, which has none.
 */
export async function readRequestFile(
  file: string,
  list: RequestList,
  options: ReadOptions = {},
): Promise<RequestFormat> {
  return readRequestStream(createReadStream(file), file, list, options);
}

/** As `readRequestFile`. @param name of what is read, for places */
export async function readRequestStream(
  input: Readable,
  name: string,
  list: RequestList,
  options: ReadOptions = {},
): Promise<RequestFormat> {
  const sample: string[] = [];
  let reader: ((line: string) => void) | undefined;
  let format: RequestFormat = 'plain';
  let number = 0;
  const begin = (): ((line: string) => void) => {
    format = formatOf(sample);
    const read = lineReader(format, options);
    const add = (line: string): void => {
      number += 1;
      const at = number;
      list.add(read(line), () => `${name}:${at}`);
    };
    for (const line of sample.splice(0)) add(line);
    return add;
  };
  const archive: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (archive.length > 0) archive.push(line);
    else if (reader !== undefined) reader(line);
    else {
      sample.push(sample.length === 0 ? line.replace(/^\uFEFF/, '') : line);
      if (sample.length < SAMPLE) continue;
      if (formatOf(sample) === 'HAR') archive.push(...sample.splice(0));
      else reader = begin();
    }
  }
  if (archive.length === 0 && formatOf(sample) === 'HAR') archive.push(...sample.splice(0));
  if (archive.length > 0) {
    readArchive(archive.join('\n'), name, list, options);
    return 'HAR';
  }
  if (reader === undefined) begin();
  return format;
}

function readArchive(text: string, name: string, list: RequestList, { relevance }: ReadOptions): void {
  const entries = readHar(text);
  if (entries === undefined) {
    list.add({ expected: 'a HAR: JSON with log.entries' }, () => name);
    return;
  }
  for (const [index, entry] of entries.entries()) {
    list.add(relevant(entry, relevance), () => `${name}, entry ${index + 1}`);
  }
}

function lineReader(format: RequestFormat, options: ReadOptions): (line: string) => ReadRequest {
  if (format === 'plain') return readPlainLine;
  const read = format === 'access log' ? (line: string) => readAccessLogLine(line, options) : readJsonLogLine;
  return (line) => relevant(read(line), options.relevance);
}

function relevant(read: ReadRequest, relevance: Relevance | undefined): ReadRequest {
  if (relevance === undefined || read === undefined || !('question' in read)) return read;
  return read.question.kind === 'http' ? { question: relevantPart(read.question, relevance) } : read;
}

/** The format that most lines of a sample have; of an archive the first line is enough. */
function formatOf(sample: readonly string[]): RequestFormat {
  const json = sample.filter(isJsonLogLine).length;
  const common = sample.filter(isAccessLogLine).length;
  if (
    json === 0 &&
    sample
      .find((line) => line.trim() !== '')
      ?.trimStart()
      .startsWith('{')
  )
    return 'HAR';
  if (json > 0 && json >= common) return 'JSON access log';
  return common > 0 ? 'access log' : 'plain';
}
