// Process ids are used again, in a container within seconds. With the boot and the moment in it
// at which a process began, as the kernel counts it, an id names one process. Plain JavaScript
// beside packages/server/src/db/embedded/process-stamp.ts, for nothing is installed here yet.
import { readFileSync } from 'node:fs';

/** Boot and start of a living process; '' where they cannot be read; undefined if it is dead. */
export function processStamp(pid) {
  if (!answersSignals(pid)) return undefined;
  if (process.platform !== 'linux') return '';
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // A zombie still answers signals, and for as long as its parent does not reap it.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot}/${fields[19]}`;
  } catch {
    return answersSignals(pid) ? '' : undefined;
  }
}

/** Whether the process that once had this stamp still lives. In doubt it does. */
export function isSameProcess(pid, stamp) {
  const now = processStamp(pid);
  return now !== undefined && (now === stamp || now === '' || stamp === '');
}

function answersSignals(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
