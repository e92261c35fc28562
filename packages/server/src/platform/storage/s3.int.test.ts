import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEgress, type Egress } from '../egress/egress.ts';
import { createLog } from '../log.ts';
import { openS3Storage } from './s3.ts';
import type { FileStorage } from './storage.ts';
import { type FakeS3, startFakeS3 } from './testing/s3.ts';

let bucket: FakeS3;
let egress: Egress;
let storage: FileStorage;
beforeAll(async () => {
  bucket = await startFakeS3('acme-files');
  // Nothing is listed for others: the storage is the operator's own.
  egress = createEgress({ allow: [], ownPort: () => undefined, log: createLog({ level: 'silent' }) });
  storage = open(bucket.secretAccessKey);
});
beforeEach(() => {
  bucket.files.clear();
  bucket.faults.length = 0;
});
afterAll(async () => {
  await egress.close();
  await bucket.close();
});

const open = (secretAccessKey: string, place = 's3://acme-files/joinery/files/') =>
  openS3Storage({ ...bucket, secretAccessKey, place, fetch: egress.fetchStorage(bucket.endpoint) });
const keysOf = async (one: FileStorage) => {
  const keys: string[] = [];
  for await (const { key, storedAt } of one.list()) {
    expect(Math.abs(Date.now() - storedAt.getTime())).toBeLessThan(60_000);
    keys.push(key);
  }
  return keys.sort();
};

describe('files in a bucket', () => {
  it('come back as they were put, from bytes and from a stream', async () => {
    const [one, two] = await Promise.all([
      storage.put(Buffer.from('bytes')),
      storage.put(Readable.from([Buffer.from('a '), Buffer.from('stream')])),
    ]);
    expect((await buffer(await storage.get(one))).toString()).toBe('bytes');
    expect((await buffer(await storage.get(two))).toString()).toBe('a stream');
    expect([...bucket.files.keys()].every((name) => /^joinery\/files\/[0-9a-f]{32}$/.test(name))).toBe(true);
  });

  it('come back to the last byte when they are large', async () => {
    const bytes = Buffer.alloc(12_000_000, 'abc');
    const key = await storage.put(bytes);
    expect((await buffer(await storage.get(key))).equals(bytes)).toBe(true);
  });

  it('are gone once removed, and may be removed again', async () => {
    const key = await storage.put(Buffer.from('x'));
    await storage.remove(key);
    await storage.remove(key);
    await expect(storage.get(key)).rejects.toMatchObject({ code: 'files.not_found' });
    await expect(storage.get('../secret')).rejects.toMatchObject({ code: 'files.not_found' });
  });

  it('are listed over many pages, and nothing else of the bucket is', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, (_, i) => storage.put(Buffer.from(`${i}`))));
    bucket.files.set('joinery/files/notes.txt', { bytes: Buffer.from('x'), storedAt: new Date() });
    bucket.files.set(`other/${'0'.repeat(32)}`, { bytes: Buffer.from('x'), storedAt: new Date() });
    expect(await keysOf(storage)).toEqual(keys.sort());
    expect(await keysOf(open(bucket.secretAccessKey, 's3://acme-files/empty'))).toEqual([]);
  });

  it('are sent again while the bucket is busy, under the same name', async () => {
    bucket.faults.push(503, 'lost');
    const key = await storage.put(Buffer.from('x'));
    expect([...bucket.files.keys()]).toEqual([`joinery/files/${key}`]);
    bucket.faults.push(500);
    expect((await buffer(await storage.get(key))).toString()).toBe('x');
  });

  it('do not count as stored while nobody said so', async () => {
    bucket.faults.push('lost', 'lost', 'lost');
    await expect(storage.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'files.storage_unavailable' });
    // What was left behind has a name that can be swept.
    expect(await keysOf(storage)).toHaveLength(1);
  });

  it('are not gone because the bucket does not answer, and a list that fails is not empty', async () => {
    const key = await storage.put(Buffer.from('x'));
    for (const work of [() => storage.get(key), () => keysOf(storage), () => storage.remove(key)]) {
      bucket.faults.push(503, 503, 503);
      await expect(work()).rejects.toMatchObject({ code: 'files.storage_unavailable' });
    }
    expect(await keysOf(storage)).toEqual([key]);
  });

  it('are nobody’s without the right secret', async () => {
    await expect(open('wrong').put(Buffer.from('x'))).rejects.toMatchObject({
      code: 'files.storage_unavailable',
      message:
        'The storage of files answered with status 403 (SignatureDoesNotMatch): JOINERY_S3_SECRET_ACCESS_KEY does not go with JOINERY_S3_ACCESS_KEY_ID.',
    });
    expect(bucket.files.size).toBe(0);
  });

  it('are not gone because their bucket is', async () => {
    const elsewhere = open(bucket.secretAccessKey, 's3://acme-fi1es');
    const key = await storage.put(Buffer.from('x'));
    for (const work of [
      () => elsewhere.put(Buffer.from('x')),
      () => elsewhere.get(key),
      () => keysOf(elsewhere),
    ])
      await expect(work()).rejects.toMatchObject({
        code: 'files.storage_unavailable',
        message:
          'The storage of files answered with status 404 (NoSuchBucket): the bucket of JOINERY_STORAGE is not there; it has to be made first.',
      });
  });

  it('are asked for at their own service only', async () => {
    const elsewhere = egress.fetchStorage(bucket.endpoint);
    await expect(elsewhere('http://127.0.0.1:1/x')).rejects.toMatchObject({
      code: 'egress.address_not_allowed',
    });
    await expect(elsewhere('https://example.com/x')).rejects.toMatchObject({
      code: 'egress.address_not_allowed',
    });
  });
});
