// Rows 1 to 49 of the table of bad inputs, as far as they are about one application that is sent in:
// made here as cases for every way in (`surfaces/bad-input-cases.int.test.ts` sends them). What is
// expected is said here by simple rules of its own, not by the checks of the product.

import type { BadInput } from './bad-inputs/bad-input.ts';
import { bodies, characters, keys, mediaTypes, nesting, numbers, ofJsonText } from './bad-inputs/bodies.ts';
import {
  assignments,
  contacts,
  jobs,
  names,
  ofNaughtyText,
  refusedFields,
  texts,
} from './bad-inputs/contents.ts';
import { addresses, callers, methods, sizes, wires } from './bad-inputs/requests.ts';
import type { ForeignLists } from './foreign-lists.ts';

/** Rows 2 and 34 are made from other people's lists. */
export function badInputs({ naughty, jsonTexts }: ForeignLists): BadInput[] {
  return [
    ...bodies(),
    ...jsonTexts.map(ofJsonText),
    ...nesting(),
    ...keys(),
    ...numbers(),
    ...characters(),
    ...mediaTypes(),
    ...sizes(),
    ...wires(),
    ...addresses(),
    ...methods(),
    ...callers(),
    ...assignments(),
    ...names(),
    ...texts(),
    ...contacts(),
    ...refusedFields(),
    ...jobs(),
    ...naughty.flatMap(ofNaughtyText),
  ];
}
