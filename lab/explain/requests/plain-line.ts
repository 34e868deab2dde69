import { QuestionError } from '../question-error.ts';
import { readQuestion, type WrittenQuestion } from '../read-question.ts';
import type { ReadRequest } from './request.ts';
import { readAuthority, requestTarget } from './url.ts';

const EXPECTED =
  "a URL such as https://shop.test/cart, tls://NAME, tcp or udp, a method before it, -H 'Name: value', --sni, --alpn, --from or --entrypoint after it";

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** A line of a list that somebody wrote; empty lines and those that begin with # say nothing. */
export function readPlainLine(line: string): ReadRequest {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const words = splitWords(text);
  return words === undefined ? { expected: 'a closing quotation mark' } : readWords(words);
}

/** The words by which the explain command is asked: `[METHOD] URL [options]`. */
export function readWords(words: readonly string[]): ReadRequest {
  const [first = '', second = ''] = words;
  const hasMethod = METHOD.test(first) && second.includes('://');
  const options = readOptions(words.slice(hasMethod ? 2 : 1));
  if ('expected' in options) return options;
  try {
    const method = hasMethod ? { method: first } : {};
    const question = readQuestion({ url: hasMethod ? second : first, ...method, ...options });
    if (question.kind !== 'http') return hasMethod ? { expected: EXPECTED } : { question };
    const host = readAuthority(question.host)?.host;
    if (host === undefined || !isPort(question.port)) return { expected: EXPECTED };
    return { question: { ...question, host, target: requestTarget(question.target) } };
  } catch (error) {
    if (error instanceof QuestionError) return { expected: EXPECTED };
    throw error;
  }
}

function isPort(port = 80): boolean {
  return port >= 1 && port <= 65_535;
}

type Options = Pick<WrittenQuestion, 'headers' | 'sni' | 'alpn' | 'from' | 'entryPoint'>;

function readOptions(words: readonly string[]): Options | { expected: string } {
  const headers: string[] = [];
  const others: { sni?: string; alpn?: string[]; from?: string; entryPoint?: string } = {};
  for (let index = 0; index < words.length; index += 2) {
    const [option = '', value] = [words[index], words[index + 1]];
    if (option.startsWith('#')) break;
    if (value === undefined) return { expected: `a value after ${option}` };
    if (option === '-H' || option === '--header') {
      if (!/^[^\s:]+:/.test(value)) return { expected: `-H 'Name: value', not -H '${value}'` };
      headers.push(value);
    } else if (option === '--from') others.from = value;
    else if (option === '--sni') others.sni = value;
    else if (option === '--alpn') others.alpn = value.split(',');
    else if (option === '--entrypoint') others.entryPoint = value;
    else return { expected: `-H, --sni, --alpn, --from or --entrypoint, not ${option}` };
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
