import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { closeReaders, judgeDocument, readDocument, readerLimits } from './reader.ts';
import { aDocx } from './testing/office.ts';

afterAll(closeReaders);

const slow = { timeout: 90_000 };

describe('documents in a process of their own', () => {
  it('are judged several at once, and stay as they came', slow, async () => {
    const document = await PDFDocument.create();
    document.addPage();
    const sound = await document.save();
    const before = Buffer.from(sound);
    const judgements = await Promise.all([
      judgeDocument('pdf', sound),
      judgeDocument('pdf', Buffer.from('%PDF-1.7\nnothing else')),
      judgeDocument('docx', aDocx()),
      judgeDocument('pdf', sound),
      judgeDocument('txt', Buffer.from('hello')),
    ]);
    expect(judgements).toEqual([
      { kind: 'sound' },
      { kind: 'refused', reason: 'mismatch' },
      { kind: 'sound' },
      { kind: 'sound' },
      { kind: 'sound' },
    ]);
    expect(before.equals(sound)).toBe(true);
  });

  it('lose their process when they take too long, and others go on', slow, async () => {
    const startedAt = performance.now();
    const verdicts = await Promise.all([
      readDocument('pdf', aPdfWithoutEnd()),
      readDocument('docx', aDocx()),
    ]);
    expect(verdicts).toEqual([
      { kind: 'refused', reason: 'too_slow' },
      expect.objectContaining({ kind: 'read', text: 'My life so far' }),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(readerLimits.wallMs + 10_000);
    expect(await judgeDocument('txt', Buffer.from('hello'))).toEqual({ kind: 'sound' });
  });

  it('lose their process when they take too much memory', slow, async () => {
    const verdict = await readDocument('pdf', aPdfThatUnpacksTo(600 * 1024 * 1024));
    expect(['too_slow', 'mismatch']).toContain(verdict.kind === 'refused' ? verdict.reason : 'mismatch');
    expect(await judgeDocument('txt', Buffer.from('hello'))).toEqual({ kind: 'sound' });
  });

  it('do not suffer when others end their process', slow, async () => {
    await judgeDocument('txt', Buffer.from('hello'));
    for (const pid of ourReaders()) process.kill(Number(pid), 'SIGKILL');
    expect(await judgeDocument('docx', aDocx())).toEqual({ kind: 'sound' });
    const read = readDocument('docx', aDocx());
    // As a terminal and a supervisor of services do, which tell all processes to end.
    for (const pid of ourReaders()) process.kill(Number(pid), 'SIGTERM');
    for (const pid of ourReaders()) process.kill(Number(pid), 'SIGKILL');
    expect(await read).toMatchObject({ kind: 'read' });
    const [kept = ''] = ourReaders();
    process.kill(Number(kept), 'SIGTERM');
    expect(await judgeDocument('docx', aDocx())).toEqual({ kind: 'sound' });
    expect(ourReaders()).toEqual([kept]);
  });

  it('have a process that may read nothing else, write nothing, and reach nobody', slow, async () => {
    await judgeDocument('txt', Buffer.from('hello'));
    const [pid = ''] = ourReaders();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    expect(command).toContain('--permission');
    const readable = command.flatMap((part) => /^--allow-fs-read=(.*)/.exec(part)?.[1] ?? []);
    expect(readable.every((path) => /documents\/$|server\/package\.json$|node_modules\/$/.test(path))).toBe(
      true,
    );
    expect(command.filter((part) => /^--allow-(fs-write|child|worker|addons|net)/.test(part))).toEqual([]);
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max file size +0 +0 /);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/PATH|HOME|JOINERY|DATABASE/);
    const separated = spawnSync('unshare', ['-rn', 'true']).status === 0;
    const own = readlinkSync('/proc/self/ns/net');
    if (separated) expect(readlinkSync(`/proc/${pid}/ns/net`)).not.toBe(own);
  });

  it('leave no process behind', async () => {
    closeReaders();
    await expect.poll(ourReaders).toEqual([]);
  });
});

function ourReaders(): string[] {
  const list = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' });
  const all = list.split('\n').map((line) => line.trim().split(/\s+/));
  return all.flatMap(([pid = '', parent, ...command]) =>
    parent === `${process.pid}` && command.join(' ').includes('reader-process') ? [pid] : [],
  );
}

/** A page of very many steps, in few bytes. */
function aPdfWithoutEnd(): Buffer {
  const step = 'q 1 0 0 1 0 0 cm 0 0 1 1 re f Q\n';
  return aPdfOf(Buffer.from(step.repeat(3_000_000)));
}

function aPdfThatUnpacksTo(bytes: number): Buffer {
  return aPdfOf(Buffer.alloc(bytes, ' '));
}

function aPdfOf(content: Buffer): Buffer {
  const packed = deflateSync(content);
  const head = Buffer.from(
    `%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj<</Filter/FlateDecode/Length ${packed.length}>>stream\n`,
  );
  return Buffer.concat([head, packed, Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF')]);
}
