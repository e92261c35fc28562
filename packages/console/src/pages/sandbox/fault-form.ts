import type { FaultKind, RetryAfterForm, SandboxFaultInput } from '@joinery/sdk';
import { takesRetryAfter, takesSeconds } from './fault-words.ts';

export interface FaultForm {
  /** Empty for any operation. */
  operation: string;
  fault: FaultKind;
  count: number | string;
  always: boolean;
  /** In percent. */
  probability: number | string;
  seconds: number | '';
  retryAfter: RetryAfterForm | '';
  /** With commas between. */
  fields: string;
}

export const emptyFault: FaultForm = {
  operation: '',
  fault: 'execute_then_drop',
  count: 1,
  always: false,
  probability: 100,
  seconds: '',
  retryAfter: '',
  fields: '',
};

/** What has to be filled in otherwise, by field. Operations are judged by the server, which knows them. */
export function problemsOf(form: FaultForm): Partial<Record<keyof FaultForm, string>> {
  const share = Number(form.probability);
  return {
    ...(!form.always && !isCount(form.count) && { count: 'Say how many requests it hits' }),
    ...(!(share > 0 && share <= 100) && { probability: 'A share above 0, up to 100' }),
    ...(form.fault === 'vanish_fields' && form.fields.trim() === '' && { fields: 'Name at least one field' }),
  };
}

/** What a field for whole numbers from 1 on holds: the text of an empty one is no number. */
export const isCount = (value: number | string): boolean =>
  Number.isInteger(Number(value)) && Number(value) >= 1;

/** What the server is told: of the form only what belongs to the kind. */
export function toFaultInput(form: FaultForm): SandboxFaultInput {
  const operation = form.operation.trim();
  return {
    operation: operation === '' ? '*' : operation,
    fault: form.fault,
    count: form.always ? null : Number(form.count),
    probability: Number(form.probability) / 100,
    ...(takesSeconds(form.fault) && form.seconds !== '' && { seconds: form.seconds }),
    ...(takesRetryAfter(form.fault) && form.retryAfter !== '' && { retryAfter: form.retryAfter }),
    ...(form.fault === 'vanish_fields' && {
      fields: form.fields
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    }),
  };
}
