// A process id alone says little: ids are used again. With the moment its process began, as
// the kernel counts it, it names one process.
import { readFileSync } from 'node:fs';

/** When the process began, in the kernel's ticks; '' where that cannot be read; undefined if it is dead. */
export function processStamp(pid: number): string | undefined {
  if (!answersSignals(pid)) return undefined;
  if (process.platform !== 'linux') return '';
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // A zombie still answers signals, and for as long as its parent does not reap it.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return answersSignals(pid) ? '' : undefined;
  }
}

/** Whether the process that once had this stamp still lives. In doubt it does. */
export function isSameProcess(pid: number, stamp: string): boolean {
  const now = processStamp(pid);
  return now !== undefined && (now === stamp || now === '' || stamp === '');
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
