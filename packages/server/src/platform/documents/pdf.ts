// Opens PDFs that strangers sent, in a worker of its own: one that hangs or eats memory loses
// its worker, not the server. Documents wait for each other; the worker is started on first use.
import { Worker } from 'node:worker_threads';

export type PdfVerdict =
  | { kind: 'sound'; pages: number }
  | { kind: 'encrypted' }
  | { kind: 'broken' }
  | { kind: 'too_slow' };

const timeoutMs = 5_000;
// Loading the reader is our own time, not the document's: on a busy machine it takes seconds.
const startTimeoutMs = 60_000;
const maxMegabytes = 256;

interface PdfReader {
  worker: Worker;
  isReady: boolean;
}

let reader: PdfReader | undefined;
let queue: Promise<unknown> = Promise.resolve();

export function inspectPdf(file: Uint8Array): Promise<PdfVerdict> {
  const verdict = queue.then(() => inspectNow(file));
  queue = verdict;
  return verdict;
}

function inspectNow(file: Uint8Array): Promise<PdfVerdict> {
  reader ??= { worker: startWorker(), isReady: false };
  const current = reader;
  const { worker } = current;
  worker.ref();
  return new Promise((resolve) => {
    const finish = (verdict: PdfVerdict, reusable: boolean): void => {
      clearTimeout(timer);
      worker.off('message', hear).off('error', lost).off('exit', lost);
      if (reusable) worker.unref();
      else {
        reader = undefined;
        void worker.terminate();
      }
      resolve(verdict);
    };
    const hear = (message: PdfVerdict | 'ready'): void => {
      if (message === 'ready') {
        current.isReady = true;
        clearTimeout(timer);
        timer = setTimeout(lost, timeoutMs);
      } else finish(message, true);
    };
    // Out of its memory, most likely.
    const lost = (): void => finish({ kind: 'too_slow' }, false);
    let timer = setTimeout(lost, current.isReady ? timeoutMs : startTimeoutMs);
    worker.on('message', hear).on('error', lost).on('exit', lost);
    // A copy of its own: the worker must not see, nor change, what is about to be stored.
    worker.postMessage(Uint8Array.from(file));
  });
}

function startWorker(): Worker {
  const file = import.meta.url.endsWith('.ts') ? './pdf-worker.ts' : './pdf-worker.js';
  return new Worker(new URL(file, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
    env: {},
  });
}
