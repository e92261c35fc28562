import { readFileSync, readlinkSync } from 'node:fs';

/** Which process of which machine. `host` is null where a pid seen from elsewhere would prove nothing. */
export interface ProcessIdentity {
  host: string | null;
  pid: number;
  /** Tells a process from a later one with the same pid. */
  startedAt: string | null;
}

export function readIdentity(pid: number = process.pid): ProcessIdentity {
  return { host: readHost(), pid, startedAt: readStart(pid) };
}

/** True only when the process is certainly gone. Anything unknown counts as alive. */
export function isDead(other: ProcessIdentity, here: ProcessIdentity): boolean {
  if (here.host === null || other.host !== here.host) return false;
  return readStart(other.pid) !== other.startedAt;
}

// Containers share host names and boots but not pids, so the pid namespace belongs to the name.
function readHost(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** Field 22 of /proc/PID/stat; null when there is no such process or it is a zombie. */
function readStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
