import { recordPart } from '../access/own-record.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';

/**
 * The right to files is held like the right to a field called `files`. It stands in no catalogue,
 * so a level has to name it, like any sensitive field.
 */
export const filesField: FieldDefinition = recordPart('files', 'Files');
