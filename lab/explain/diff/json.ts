import { requestText } from '../requests/request.ts';
import type { RouterName } from './outcome.ts';
import type { ReportSubject } from './report.ts';

/** The review for programs. */
export function reviewJson({ review, ...subject }: ReportSubject): string {
  const { groups, ...rest } = review;
  const document = {
    ...subject,
    ...rest,
    groups: groups.map(({ before, after, examples, ...group }) => ({
      ...group,
      before: routerJson(before),
      after: routerJson(after),
      examples: examples.map(({ question, count, place }) => ({
        request: requestText(question),
        count,
        place,
      })),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function routerJson(router: RouterName | undefined): object | null {
  if (router === undefined) return null;
  const { name, position } = router;
  if (position === undefined) return { router: name };
  const { file, line, column } = position;
  return { router: name, file, line, column };
}
