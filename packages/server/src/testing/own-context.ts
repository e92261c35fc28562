// A context on a database that is there already: for integration tests, which get one from Vitest
// (context.ts), and for benches, which bring their own.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Company, CompanyInput } from '@joinery/sdk';
import { readConfig } from '../config.ts';
import { type Connection, openDatabase } from '../db/database.ts';
import { createEngine } from '../engine/index.ts';
import type { Principal } from '../modules/access/principal.ts';
import { checkImportWorkflow } from '../modules/candidate-imports/check-import.workflow.ts';
import { runImportWorkflow } from '../modules/candidate-imports/run-import.workflow.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { probeConnectionWorkflow } from '../modules/connections/probe-connection.workflow.ts';
import type { Context } from '../modules/context.ts';
import { readDocumentsWorkflow } from '../modules/documents/read-documents.workflow.ts';
import { beginHireWorkflow } from '../modules/hires/begin-hire.workflow.ts';
import { hireApprovals } from '../modules/hires/hire-approval.service.ts';
import { resumeConnectionWorkflow } from '../modules/reconnects/resume-connection.workflow.ts';
import { fetchResumeWorkflow } from '../modules/resume-fetches/fetch-resume.workflow.ts';
import { dropSourceWebhookWorkflow } from '../modules/source-webhooks/drop-source-webhook.workflow.ts';
import { takeHintsWorkflow } from '../modules/source-webhooks/take-hints.workflow.ts';
import { openSecrets } from '../platform/crypto/seal.ts';
import { createEgress, type EgressOptions } from '../platform/egress/egress.ts';
import { createLog } from '../platform/log.ts';
import { openDiskStorage } from '../platform/storage/disk.ts';

export interface TestContext {
  context: Context;
  /** For what only the owner of the tables may do. */
  database: { connection: Connection };
  /** Moves the clock that services see; engine and database keep their own. */
  setNow(now: Date | undefined): void;
  /** Says on which port the surface under test listens, so that connections may point at it. */
  listensOn(port: number): void;
  /** A new company with a principal of full rights. */
  aCompany(input?: Partial<CompanyInput>): Promise<{ company: Company; owner: Principal }>;
  close(): Promise<void>;
}

/** Egress as it is meant to be, but for what is given: shorter limits, servers of one's own. */
export type EgressChange = Partial<Omit<EgressOptions, 'log' | 'ownPort'>>;

export function openOwnContext(connection: Connection, egress: EgressChange = {}): TestContext {
  const dataDir = mkdtempSync(join(tmpdir(), 'joinery-test-'));
  const log = createLog({ level: 'silent' });
  let now: Date | undefined;
  let port: number | undefined;
  const context: Context = {
    config: readConfig({ JOINERY_DATA_DIR: dataDir, JOINERY_LOG_LEVEL: 'silent' }),
    log,
    clock: { now: () => now ?? new Date() },
    db: openDatabase(connection),
    engine: createEngine({ connection, log }),
    secrets: openSecrets(randomBytes(32).toString('base64')),
    egress: createEgress({ allow: [], ...egress, ownPort: () => port, log }),
    storage: openDiskStorage(join(dataDir, 'files')),
    approvalSubjects: {},
  };
  context.approvalSubjects.hire = hireApprovals(context);
  // Enqueued by whoever moves an application.
  context.engine.registerWorkflow(beginHireWorkflow(context));
  // Enqueued wherever a document comes in.
  context.engine.registerWorkflow(readDocumentsWorkflow(context));
  context.engine.registerWorkflow(fetchResumeWorkflow(context));
  // Enqueued with a table of candidates.
  context.engine.registerWorkflow(checkImportWorkflow(context));
  context.engine.registerWorkflow(runImportWorkflow(context));
  // Wherever a key is refused they are enqueued; they run where a worker is started.
  context.engine.registerWorkflow(probeConnectionWorkflow(context));
  context.engine.registerWorkflow(resumeConnectionWorkflow(context));
  context.engine.registerWorkflow(takeHintsWorkflow(context));
  context.engine.registerWorkflow(dropSourceWebhookWorkflow(context));
  return {
    context,
    database: { connection },
    setNow: (value) => {
      now = value;
    },
    listensOn: (value) => {
      port = value;
    },
    aCompany: async (input = {}) => {
      const slug = input.slug ?? `c${randomBytes(4).toString('hex')}`;
      const company = await createCompany(context, { name: slug, ...input, slug });
      return { company, owner: systemPrincipal(company, 'Test') };
    },
    close: async () => {
      await context.engine.stop();
      await context.egress.close();
      await context.db.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
