// A process of its own that sends as much as it can on a connection, for tests of the gate:
// gate-client.ts COMPANY CONNECTION REQUESTS. Says how each ended, as JSON.
import { openContext } from '../../../app.ts';
import { readConfig } from '../../../config.ts';
import { createLog } from '../../../platform/log.ts';
import { openConnection } from '../connections.service.ts';

const [, , companyId = '', connectionId = '', requests = '1'] = process.argv;
const { context, close } = await openContext(readConfig(process.env), createLog({ level: 'silent' }));
const { actions } = await context.db.inCompany(companyId, (tx) =>
  openConnection(context, tx, companyId, connectionId, { urgency: 'person' }),
);
const ends = await Promise.all(
  Array.from({ length: Number(requests) }, () =>
    actions.listOptions().then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    ),
  ),
);
process.stdout.write(JSON.stringify(ends));
await close();
