// A company of 100,000: a report of everybody, and what changed since the last look.
import type { ChildProcess } from 'node:child_process';
import { megabytes } from '../lib/processes.ts';
import { median } from '../lib/record.ts';
import { ask, type Door, reportFields } from './scene.ts';

export interface ReportRun {
  format: 'json' | 'csv' | 'xml';
  seconds: number;
  firstByteMs: number;
  megabytes: number;
}

// What the end of a whole report has in it.
const lastOf = { json: `"lastChanged":`, csv: '+00:00"', xml: `</employees>` };

export async function runReports(server: ChildProcess, door: Door) {
  const restingMegabytes = megabytes(server, 'VmRSS');
  const runs: ReportRun[] = [];
  for (const format of ['json', 'json', 'json', 'csv', 'xml'] as const) runs.push(await report(door, format));
  const seconds = median(runs.filter(({ format }) => format === 'json').map((run) => run.seconds));
  return { jsonSeconds: seconds, runs, restingMegabytes, peakMegabytes: megabytes(server, 'VmHWM') };
}

async function report(door: Door, format: ReportRun['format']): Promise<ReportRun> {
  const begin = performance.now();
  const response = await fetch(`${door.baseUrl}/reports/custom?format=${format}&onlyCurrent=true`, {
    method: 'POST',
    headers: { ...door.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Bench', fields: reportFields }),
  });
  let bytes = 0;
  let firstByteMs = 0;
  let tail = '';
  for await (const chunk of response.body ?? []) {
    firstByteMs ||= Math.round(performance.now() - begin);
    bytes += chunk.length;
    tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-2000);
  }
  const seconds = Math.round(performance.now() - begin) / 1000;
  if (response.status !== 200 || !tail.includes(lastOf[format]))
    throw new Error(`The ${format} report is not whole: ${response.status}, ${bytes} bytes.`);
  return { format, seconds, firstByteMs, megabytes: Math.round(bytes / 1e5) / 10 };
}

export interface ChangedRun {
  changes: number;
  medianMs: number;
}

/** How long the changes since an instant take, one request after the other. */
export async function runChanged(door: Door, since: Date, times: number): Promise<ChangedRun> {
  const path = `/employees/changed?since=${encodeURIComponent(since.toISOString())}`;
  const samples: number[] = [];
  let text = '';
  for (let i = 0; i < times; i += 1) {
    const begin = performance.now();
    text = await ask(door, path);
    samples.push(performance.now() - begin);
  }
  const { employees } = JSON.parse(text) as { employees: object };
  return {
    changes: Object.keys(employees).length,
    medianMs: Math.round(median(samples.slice(1)) * 10) / 10,
  };
}
