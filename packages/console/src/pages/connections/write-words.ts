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
  upload_photo: 'New photo',
};

/** What was to be changed: `New row: Job info`, `Change: City, Zip code`. */
export function describeWrite({ kind, target, fields }: Pick<ProviderWrite, 'kind' | 'target' | 'fields'>) {
  const names = target === null ? fields : [target];
  return [kinds[kind], names.map(readableAlias).join(', ')].filter(Boolean).join(': ');
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

/** Of a new employee it must be said who it is: by the number that BambooHR gave. */
export const isProviderId = (text: string): boolean => /^[1-9][0-9]{0,17}$/.test(text);
