import type { FaultKind, RetryAfterForm, SandboxFaultInput } from '@joinery/sdk';
import { takesRetryAfter, takesSeconds } from './fault-words.ts';

export interface FaultForm {
  /** Empty for any operation. */
  operation: string;
  fault: FaultKind;
  count: number;
  always: boolean;
  /** In percent. */
  probability: number;
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

/** What the server is told: of the form only what belongs to the kind. */
export function toFaultInput(form: FaultForm): SandboxFaultInput {
  const operation = form.operation.trim();
  return {
    operation: operation === '' ? '*' : operation,
    fault: form.fault,
    count: form.always ? null : form.count,
    probability: form.probability / 100,
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
