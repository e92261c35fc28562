import { readFileSync, readlinkSync } from 'node:fs';
import { isSameProcess, processStamp } from '../db/embedded/process-stamp.ts';

/** Which process of which machine. */
export interface ProcessIdentity {
  /** Null where a pid proves nothing to others. */
  host: string | null;
  pid: number;
  /** Tells the process from a later one with the same pid. */
  stamp: string;
}

export function readIdentity(): ProcessIdentity {
  return { host: readHost(), pid: process.pid, stamp: processStamp(process.pid) ?? '' };
}

/** True only when the process is certainly gone. What is unknown counts as alive. */
export function isDead(other: ProcessIdentity, here: ProcessIdentity): boolean {
  return here.host !== null && other.host === here.host && !isSameProcess(other.pid, other.stamp);
}

// Containers may share a host name and the machine's boot, but not pids: their namespace is part of the name.
function readHost(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}
