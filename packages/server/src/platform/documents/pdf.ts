// Opens PDFs that strangers sent, in a worker of its own: one that hangs or eats memory loses
// its worker, not the server. Documents wait for each other; the worker is started on first use.
import { Worker } from 'node:worker_threads';

export type PdfVerdict =
  | { kind: 'sound'; pages: number }
  | { kind: 'encrypted' }
  | { kind: 'broken' }
  | { kind: 'too_slow' };

const timeoutMs = 5_000;
const maxMegabytes = 256;

let worker: Worker | undefined;
let queue: Promise<unknown> = Promise.resolve();

export function inspectPdf(file: Uint8Array): Promise<PdfVerdict> {
  const verdict = queue.then(() => inspectNow(file));
  queue = verdict;
  return verdict;
}

function inspectNow(file: Uint8Array): Promise<PdfVerdict> {
  const running = worker ?? startWorker();
  worker = running;
  running.ref();
  return new Promise((resolve) => {
    const finish = (verdict: PdfVerdict, reusable: boolean): void => {
      clearTimeout(timer);
      running.off('message', judged).off('error', lost).off('exit', lost);
      if (reusable) running.unref();
      else {
        worker = undefined;
        void running.terminate();
      }
      resolve(verdict);
    };
    const judged = (verdict: PdfVerdict): void => finish(verdict, true);
    // Out of its memory, most likely.
    const lost = (): void => finish({ kind: 'too_slow' }, false);
    const timer = setTimeout(lost, timeoutMs);
    running.on('message', judged).on('error', lost).on('exit', lost);
    // A copy of its own: the worker must not see, nor change, what is about to be stored.
    running.postMessage(Uint8Array.from(file));
  });
}

function startWorker(): Worker {
  const file = import.meta.url.endsWith('.ts') ? './pdf-worker.ts' : './pdf-worker.js';
  return new Worker(new URL(file, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
    env: {},
  });
}
