import type { ProviderWrite, ProviderWriteKind } from '@joinery/sdk';
import { readableAlias } from '../employees/employee-values.ts';

const kinds: Record<ProviderWriteKind, string> = {
  create_employee: 'New employee',
  update_employee: 'Change',
  delete_employee: 'Removal',
  add_row: 'New row',
  update_row: 'Changed row',
  remove_row: 'Removed row',
  change_list: 'Options of a list',
  upload_file: 'New file',
  change_file: 'Changed file',
  remove_file: 'Removed file',
  upload_photo: 'New photo',
  add_file_categories: 'New categories of files',
  add_location: 'New location',
  change_location: 'Changed location',
  remove_location: 'Removed location',
};

/** What was to be changed: `New row: Job info`, `Change: City, Zip code`. */
export function describeWrite({ kind, target, fields }: Pick<ProviderWrite, 'kind' | 'target' | 'fields'>) {
  // A file or a place is a number, which tells people nothing.
  const names = target === null || isNumbered(kind) ? fields : [target];
  return [kinds[kind], names.map(readableAlias).join(', ')].filter(Boolean).join(': ');
}

function isNumbered(kind: ProviderWriteKind): boolean {
  return ['change_file', 'remove_file', 'change_location', 'remove_location'].includes(kind);
}

export type WriteVerdict = 'exists' | 'send' | 'drop';

interface VerdictWords {
  action: string;
  title: string;
  consequence: string;
  done: string;
}

/** What a person can say of a write, and what follows from it. */
export const writeVerdicts: Record<WriteVerdict, VerdictWords> = {
  exists: {
    action: 'It happened',
    title: 'It happened in BambooHR?',
    consequence: 'Nothing is sent again. What stands in BambooHR is read and shown here.',
    done: 'It counts as done, and is read from BambooHR.',
  },
  send: {
    action: 'Send again',
    title: 'Send it again?',
    consequence:
      'Do this only if you have looked in BambooHR and it is not there. Otherwise it is there twice.',
    done: 'It is sent again.',
  },
  drop: {
    action: 'Drop it',
    title: 'Drop it?',
    consequence: 'It is forgotten here. Nothing changes in BambooHR, whatever stands there.',
    done: 'It was dropped.',
  },
};

/** Of what was made it must be said which one it is: where the number that BambooHR gave is to be seen. */
export const numberPlaces: Partial<Record<ProviderWriteKind, string>> = {
  create_employee: 'the address of the employee’s page',
  upload_file: 'the address that the file is downloaded from',
};

export const isProviderId = (text: string): boolean => /^[1-9][0-9]{0,17}$/.test(text);
