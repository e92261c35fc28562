import type { FaultKind, SandboxFault } from '@joinery/sdk';

/** How each fault is named, in the order in which they are offered. */
export const faultNames: Record<FaultKind, string> = {
  execute_then_drop: 'Do the work, then cut the connection',
  drop: 'Cut the connection before the work',
  execute_late: 'Cut the connection, do the work later',
  hang: 'Do the work, answer late',
  drip: 'Do the work, answer in drips',
  truncate: 'Do the work, send half of the answer',
  short_list: 'Half of the list, as if it were whole',
  vanish_fields: 'Fields vanish from the answer',
  html_200: 'A web page with status 200',
  status_429: '429, over the limit',
  status_500: '500, internal error',
  status_502: '502, bad gateway',
  status_503: '503, unavailable',
  status_504: '504, gateway time-out',
  status_598: '598, network time-out',
};

const waits: readonly FaultKind[] = ['hang', 'execute_late', 'status_429', 'status_503'];
export const takesSeconds = (fault: FaultKind): boolean => waits.includes(fault);
export const takesRetryAfter = (fault: FaultKind): boolean =>
  fault === 'status_429' || fault === 'status_503';

/** How much of it is left: `3 more`, `All, 20 %`. */
export function leftOf({ remaining, probability }: SandboxFault): string {
  const left = remaining === null ? 'All' : `${remaining} more`;
  return probability < 1 ? `${left}, ${Math.round(probability * 1000) / 10} %` : left;
}

/** What was ordered beside kind and count. */
export function detailsOf(fault: SandboxFault): string {
  return [
    fault.seconds === null ? '' : `${fault.seconds} s`,
    fault.bytesPerSecond === null ? '' : `${fault.bytesPerSecond} bytes a second`,
    fault.retryAfter === null ? '' : `Retry-After: ${fault.retryAfter.replace('_', ' ')}`,
    fault.fields === null ? '' : fault.fields.join(', '),
    fault.executes ? 'the work is done' : '',
  ]
    .filter((text) => text !== '')
    .join(' · ');
}
