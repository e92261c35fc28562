// The process that opens what strangers sent. It may read its own programs and nothing else, writes
// no file, starts no process and reaches no network; whoever started it ends it when it takes too long.
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import type { DocumentKind, Judgement, ReaderAnswer, ReaderTask, Reading } from './reading.ts';
import { Refusal } from './reading.ts';

closeNetwork();

// Told before a document is there, so that none pays for the loading.
const { judgeDocx, readDocx } = await import('./docx.ts');
const { judgeOdt, readOdt } = await import('./odt.ts');
const { judgeRtf, readRtf } = await import('./rtf.ts');
const { judgeText, readText } = await import('./plain-text.ts');
const { readXlsx } = await import('./xlsx.ts');
const { judgePdf } = await import('./pdf-judging.ts');
const { getResolvedPDFJS } = await import('unpdf');
const { fileTypeFromBuffer } = await import('file-type');
await getResolvedPDFJS();

const judges: Record<DocumentKind, (file: Buffer) => Promise<void> | void> = {
  pdf: judgePdf,
  docx: judgeDocx,
  odt: judgeOdt,
  rtf: judgeRtf,
  txt: judgeText,
  image: () => undefined,
};

const readers: Partial<Record<DocumentKind, (file: Buffer) => Promise<Reading> | Reading>> = {
  pdf: async (file) => (await import('./pdf-reading.ts')).readPdf(file),
  docx: readDocx,
  odt: readOdt,
  rtf: readRtf,
  txt: readText,
};

process.on('disconnect', () => process.exit(0));
// Meant for the server, which still wants to hear of this document: it ends this process itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('message', async ({ id, task, kind, bytes }: ReaderTask) => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result = await perform(task, kind, file);
  const { user, system } = process.cpuUsage();
  const answer: ReaderAnswer = { id, result, cpuMs: (user + system) / 1000 };
  process.send?.(answer);
});
process.send?.('ready');

async function perform(
  task: ReaderTask['task'],
  kind: ReaderTask['kind'],
  file: Buffer,
): Promise<ReaderAnswer['result']> {
  try {
    if (kind === 'xlsx') return readXlsx(file);
    if (kind === 'image') return await judgeImage(file);
    if (task === 'read') return (await readers[kind]?.(file)) ?? { kind: 'refused', reason: 'mismatch' };
    await judges[kind](file);
    return { kind: 'sound' };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', reason: error.reason, what: error.what };
    // Whatever a reader stumbles over is no document that it could read.
    return { kind: 'refused', reason: 'mismatch' };
  }
}

async function judgeImage(file: Buffer): Promise<Judgement> {
  const type = await fileTypeFromBuffer(file);
  return type === undefined
    ? { kind: 'refused', reason: 'mismatch' }
    : { kind: 'sound', contentType: type.mime };
}

// Where the system lets us, there is no network in this process at all. This is for where it does not.
function closeNetwork(): void {
  const closed = (): never => {
    throw new Error('there is no network here');
  };
  net.Socket.prototype.connect = closed;
  net.Server.prototype.listen = closed;
  dgram.Socket.prototype.send = closed;
  dgram.Socket.prototype.bind = closed;
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6'] as const)
    Object.assign(dns, { [name]: closed });
  Object.assign(globalThis, { fetch: closed, WebSocket: undefined, EventSource: undefined });
}
