// The `joinery` command as people run it: processes of its own, judged by what they say.
import type { ChildProcess } from 'node:child_process';
import { launch } from './processes.ts';

export interface Run {
  status: number | null;
  out: string;
  err: string;
}

export interface Started {
  child: ChildProcess;
  url: string;
  said(): string;
}

export const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => child.on('close', () => resolve()));

/** Commands whose settings are these and what a call adds. */
export function commandsWith(env: Record<string, string>) {
  const launchWith = (args: string[], more: Record<string, string> = {}) => launch(args, { ...env, ...more });
  const run = (args: string[], more?: Record<string, string>): Promise<Run> => {
    const child = launchWith(args, more);
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (texts.out += chunk));
    child.stderr.on('data', (chunk) => (texts.err += chunk));
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...texts })));
  };
  /** A server, ready. */
  const start = (more?: Record<string, string>): Promise<Started> => {
    const child = launchWith(['start'], more);
    let text = '';
    return new Promise((resolve, reject) => {
      child.stderr.on('data', (chunk) => {
        text += chunk;
        const url = /ready in [\d.]+ s at (\S+)/.exec(text)?.[1];
        if (url !== undefined) resolve({ child, url, said: () => text });
      });
      child.on('close', () => reject(new Error(text)));
    });
  };
  return { launch: launchWith, run, start };
}
