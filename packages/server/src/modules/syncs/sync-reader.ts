// The open source of one run in this process, with the requests that it makes. What was opened is
// kept from page to page: opening may cost a request, and a source remembers what it has learned.
import type { ProviderCall } from '@joinery/connectors';
import { type OpenSource, openSource } from '../connections/connections.service.ts';
import { knownCatalogue } from './mirror-catalogue.service.ts';
import { findMirror } from './mirrors.repository.ts';
import type { SyncRun } from './sync-run.ts';

export interface Reader {
  source(): Promise<OpenSource['source']>;
  /** The requests since it was called last, oldest first. */
  takeCalls(): ProviderCall[];
  /** Opens anew the next time: key and address may be others by then. */
  forget(): void;
}

export function createReader(run: SyncRun, urgency: 'person' | 'background'): Reader {
  let opened: Promise<OpenSource> | undefined;
  const calls: ProviderCall[] = [];
  const open = () =>
    run.context.db.inCompany(run.companyId, async (tx) => {
      const mirror = await findMirror(tx, run.connectionId);
      const known = mirror && knownCatalogue(mirror);
      return openSource(run.context, tx, run.companyId, run.connectionId, {
        urgency,
        onCall: (call) => calls.push(call),
        ...(known === undefined ? {} : { known: { fields: known.fields, tables: known.tables ?? [] } }),
      });
    });
  return {
    source: async () => {
      opened ??= open();
      return (await opened).source;
    },
    takeCalls: () => calls.splice(0),
    forget: () => {
      opened = undefined;
    },
  };
}
