import type { HttpQuestion } from '../story.ts';
import type { ReadRequest } from './request.ts';
import { readAuthority, readUrl } from './url.ts';

const EXPECTED =
  "a URL such as https://shop.test/cart, a method before it or -H 'Name: value' after it, tcp://NAME@ENTRYPOINT or udp://ENTRYPOINT";

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NAME = /^[\w-]+$/;

/** A line of a list that somebody wrote; empty lines and those that begin with # say nothing. */
export function readPlainLine(line: string): ReadRequest {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const words = splitWords(text);
  if (words === undefined) return { expected: 'a closing quotation mark' };
  return readWords(words);
}

/** The words of a request: `[METHOD] URL [-H HEADER]... [--from IP] [--sni NAME] [--entrypoint NAME]`. */
export function readWords(words: readonly string[]): ReadRequest {
  const [first = '', second = ''] = words;
  const hasMethod = METHOD.test(first) && second.includes('://');
  const url = hasMethod ? second : first;
  const options = readOptions(words.slice(hasMethod ? 2 : 1));
  if ('expected' in options) return options;
  if (/^(tcp|udp):/i.test(url)) return hasMethod ? { expected: EXPECTED } : readStream(url);
  const place = readUrl(url);
  if (place === undefined) return { expected: EXPECTED };
  return { question: { kind: 'http', method: hasMethod ? first : 'GET', ...place, ...options } };
}

/** `tcp://mongo.local@mongo`, either half may be left out; `udp://udpep`. */
function readStream(url: string): ReadRequest {
  const [, scheme = '', text = ''] = /^(tcp|udp):\/\/(.*)$/i.exec(url) ?? [];
  if (scheme.toLowerCase() === 'udp') {
    if (text !== '' && !NAME.test(text)) return { expected: 'udp:// and the name of an entry point' };
    return { question: { kind: 'udp', ...(text === '' ? {} : { entryPoint: text }) } };
  }
  const [name = '', entryPoint, ...more] = text.split('@');
  const host = name === '' ? '' : readAuthority(name)?.host;
  if (host === undefined || (entryPoint !== undefined && !NAME.test(entryPoint)) || more.length > 0)
    return { expected: 'tcp://NAME@ENTRYPOINT, with a server name of TLS and the name of an entry point' };
  return {
    question: {
      kind: 'tcp',
      ...(host === '' ? {} : { serverName: host }),
      ...(entryPoint === undefined ? {} : { entryPoint }),
    },
  };
}

type Options = Pick<HttpQuestion, 'headers' | 'clientIp' | 'serverName' | 'entryPoint'>;

function readOptions(words: readonly string[]): Options | { expected: string } {
  const headers: [string, string][] = [];
  const others: { clientIp?: string; serverName?: string; entryPoint?: string } = {};
  for (let index = 0; index < words.length; index += 2) {
    const [option = '', value] = [words[index], words[index + 1]];
    if (option.startsWith('#')) break;
    if (value === undefined) return { expected: `a value after ${option}` };
    if (option === '-H' || option === '--header') {
      const [, name, content = ''] = /^([^\s:]+):\s*(.*?)\s*$/s.exec(value) ?? [];
      if (name === undefined || !METHOD.test(name))
        return { expected: `-H 'Name: value', not -H '${value}'` };
      headers.push([name, content]);
    } else if (option === '--from') others.clientIp = value;
    else if (option === '--sni') others.serverName = value;
    else if (option === '--entrypoint') others.entryPoint = value;
    else return { expected: `-H, --from, --sni or --entrypoint, not ${option}` };
  }
  return { headers, ...others };
}

/** Words as a shell separates them, without its variables; undefined if a quotation mark is not closed. */
function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"]|'[^']*'|"[^"]*")+)/y;
  while (pattern.lastIndex < text.length) {
    const word = pattern.exec(text)?.[1];
    if (word === undefined) return undefined;
    words.push(word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return words;
}
