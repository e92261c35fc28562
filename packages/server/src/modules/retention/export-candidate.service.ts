// Everything that the company has of one person in one file, also while they are restricted: a ZIP
// with person.json and their documents as they came, one of them in memory at a time.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { JoineryError } from '@joinery/sdk';
import { showRestricted } from '../../db/restricted.ts';
import { type ZipContent, zip } from '../../platform/documents/zip-writer.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { type OpenableFile, openKnownFile, type ServedFile } from '../files/files.service.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { candidateExported } from './retention.events.ts';
import * as repository from './retention.repository.ts';
import { assertAnswers, getState } from './retention.service.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'storage'>;

/** @throws JoineryError `candidates.not_found`, `candidates.merged` */
export async function exportCandidate(context: Scope, principal: Principal, id: string): Promise<ServedFile> {
  assertAnswers(principal, 'edit');
  // Offers, and what was sent of hires, tell of pay.
  assertArea(principal, 'hiring.hires', 'view');
  const { companyId, userName: actor, company } = principal;
  const exportedAt = context.clock.now().toISOString();
  const { person, files } = await context.db.inCompany(companyId, async (tx) => {
    await showRestricted(tx);
    await getState(tx, id);
    await addTimelineEntries(tx, companyId, [{ candidateId: id, kind: 'exported', actor, detail: {} }]);
    await insertEvents(tx, companyId, [candidateExported(id)]);
    const named = await repository.listOwnFiles(tx, id);
    const opened: OpenableFile[] = [];
    for (const file of named) opened.push(await openKnownFile(context, tx, file.id));
    return { person: await repository.exportRows(tx, id), files: opened };
  });
  const about = { candidateId: id, company: company.name, exportedAt, exportedBy: actor, tables: person };
  return {
    name: `${id}.zip`,
    contentType: 'application/zip',
    bytes: null,
    open: async () => Readable.from(zip(entriesOf(about, files))),
  };
}

async function* entriesOf(about: object, files: OpenableFile[]): AsyncGenerator<ZipContent> {
  yield { name: 'person.json', content: Buffer.from(`${JSON.stringify(about, null, 2)}\n`), stored: true };
  const withheld: { fileId: string; name: string; why: string }[] = [];
  for (const { fileId, name, open } of files) {
    try {
      yield { name: `files/${fileId}/${name}`, content: await buffer(await open()), stored: true };
    } catch (error) {
      // What a scanner holds back is given to nobody, and said to be there.
      if (!(error instanceof JoineryError)) throw error;
      withheld.push({ fileId, name, why: error.code });
    }
  }
  if (withheld.length > 0)
    yield {
      name: 'withheld.json',
      content: Buffer.from(`${JSON.stringify(withheld, null, 2)}\n`),
      stored: true,
    };
}
