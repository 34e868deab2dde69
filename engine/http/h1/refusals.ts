import {
  BAD_REQUEST,
  BAD_VERSION,
  EXPECTATION_FAILED,
  refusalPage,
  TOO_LARGE,
  UNSUPPORTED_CODING,
} from '../refusal-page.ts';
import { Refusal } from '../wire/registers.ts';

const PAGES: ReadonlyMap<number, string> = new Map([
  [Refusal.missingHost, refusalPage(`${BAD_REQUEST}: missing required Host header`)],
  [Refusal.malformedHost, refusalPage(`${BAD_REQUEST}: malformed Host header`)],
  [Refusal.tooLarge, refusalPage(TOO_LARGE)],
  [Refusal.badVersion, refusalPage(BAD_VERSION)],
  [Refusal.unsupportedCoding, UNSUPPORTED_CODING],
  [Refusal.expectationFailed, EXPECTATION_FAILED],
]);

/** What a client gets whose head was refused: a whole response, after which the connection closes. */
export function refusalText(refusal: number): string {
  return PAGES.get(refusal) ?? refusalPage(BAD_REQUEST);
}
