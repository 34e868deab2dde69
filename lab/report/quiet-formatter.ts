import type { FormatterPlugin } from '@cucumber/cucumber/api';

/** Prints nothing: for who reads the messages of a run and says what there is to say. */
const formatter: FormatterPlugin = { type: 'formatter', formatter: () => undefined };

export default formatter;
