// Named places where a test makes the process die as if the power had gone.
import { existsSync, readFileSync } from 'node:fs';

/** Places inside modules. A test walks this list; a place that is not in it does not compile. */
export const crashPoints = [
  'hires.create_prepared',
  'hires.create_sending',
  'hires.create_sent',
  'hires.create_recorded',
  'hires.employment_status_prepared',
  'hires.employment_status_sending',
  'hires.employment_status_sent',
  'hires.employment_status_recorded',
  'hires.reactivate_prepared',
  'hires.reactivate_sending',
  'hires.reactivate_sent',
  'hires.reactivate_recorded',
  'hires.job_info_prepared',
  'hires.job_info_sending',
  'hires.job_info_sent',
  'hires.job_info_recorded',
  'hires.compensation_prepared',
  'hires.compensation_sending',
  'hires.compensation_sent',
  'hires.compensation_recorded',
  'hires.extra_fields_prepared',
  'hires.extra_fields_sending',
  'hires.extra_fields_sent',
  'hires.extra_fields_recorded',
  'hires.file_prepared',
  'hires.file_sending',
  'hires.file_sent',
  'hires.file_recorded',
  'hires.option_prepared',
  'hires.option_sending',
  'hires.option_sent',
  'hires.option_recorded',
  'hires.resume_prepared',
  'hires.resume_sending',
  'hires.resume_sent',
  'hires.resume_recorded',
  'hire_changes.prepared',
  'hire_changes.sending',
  'hire_changes.sent',
  'hire_changes.recorded',
  'syncs.page_read',
  'syncs.page_staged',
  'syncs.batch_applied',
  'writes.prepared',
  'writes.sending',
  'writes.sent',
  'writes.recorded',
  'recruiting.prepared',
  'recruiting.sending',
  'recruiting.sent',
  'recruiting.recorded',
  'webhooks.delivery_sent',
] as const;

/** Every step of every workflow has three places of its own, as `send-hire/create:done`. */
export const stepMoments = ['begin', 'done', 'recorded'] as const;

export type StepCrashPoint = `${string}/${string}:${(typeof stepMoments)[number]}`;
export type CrashPoint = (typeof crashPoints)[number] | StepCrashPoint;

export type ReachCrashPoint = (name: CrashPoint) => void;

/**
 * The function that workflows call at a crash point. `setting` is a name, or `name#n` for the
 * n-th time it is reached, or `@path` of a file that holds a name while one is meant, or `stop` and
 * a name: there the process is frozen until it is woken. Without a setting the function does nothing.
 */
export function openCrashPoints(setting: string | undefined): ReachCrashPoint {
  if (setting === undefined) return () => undefined;
  if (setting.startsWith('@')) return crashPointsIn(setting.slice(1));
  const [target, pass] = setting.split('#');
  let passesLeft = Number(pass ?? 1);
  return (name) => {
    if (name !== target) return;
    passesLeft -= 1;
    if (passesLeft === 0) die();
  };
}

function crashPointsIn(file: string): ReachCrashPoint {
  return (name) => {
    const meant = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (meant === name) die();
    if (meant === `stop ${name}`) process.kill(process.pid, 'SIGSTOP');
  };
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // The signal may need an instant to arrive; nothing may happen in it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
