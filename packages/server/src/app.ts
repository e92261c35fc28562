// Puts the server together: database, engine, services' context, surfaces. Nothing here knows HTTP
// details or rules of the business.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { assertApplicationRole, type Connection, openDatabase } from './db/database.ts';
import { startEmbeddedPostgres } from './db/embedded/embedded.ts';
import { onDisk } from './db/embedded/failures.ts';
import { migrate } from './db/migrate.ts';
import { createEngine } from './engine/index.ts';
import { tendApprovals } from './modules/approvals/tend-approvals.service.ts';
import { findAllDuplicates } from './modules/candidate-duplicates/find-duplicates.service.ts';
import { forgetAbandonedImports } from './modules/candidate-imports/candidate-imports.service.ts';
import { checkImportWorkflow } from './modules/candidate-imports/check-import.workflow.ts';
import { runImportWorkflow } from './modules/candidate-imports/run-import.workflow.ts';
import { forgetSentForms } from './modules/careers/careers.service.ts';
import { renewCompanies } from './modules/companies/companies.service.ts';
import { probeConnectionWorkflow } from './modules/connections/probe-connection.workflow.ts';
import type { Context } from './modules/context.ts';
import { readDocumentsWorkflow } from './modules/documents/read-documents.workflow.ts';
import { scanHeld } from './modules/documents/scan-held.service.ts';
import { rollAllForward } from './modules/employees/roll-forward.service.ts';
import { sweepFiles } from './modules/files/sweep-files.service.ts';
import { beginHireWorkflow } from './modules/hires/begin-hire.workflow.ts';
import { compareHiresWorkflow } from './modules/hires/compare-hires.workflow.ts';
import { hireApprovals } from './modules/hires/hire-approval.service.ts';
import { hireChangeApprovals } from './modules/hires/hire-changes.service.ts';
import { requestReconciles } from './modules/hires/hire-reconcile.service.ts';
import { prepareHireWorkflow } from './modules/hires/prepare-hire.workflow.ts';
import { reconcileHiresWorkflow } from './modules/hires/reconcile-hires.workflow.ts';
import { sendHireWorkflow } from './modules/hires/send-hire.workflow.ts';
import { sendHireChangeWorkflow } from './modules/hires/send-hire-change.workflow.ts';
import { assertRightKey } from './modules/installation/installation.service.ts';
import { forgetSubmissions } from './modules/intake/intake.service.ts';
import { forgetOauthTokens } from './modules/oauth/oauth-tokens.service.ts';
import { sendProviderWriteWorkflow } from './modules/provider-writes/send-provider-write.workflow.ts';
import { resumeConnectionWorkflow } from './modules/reconnects/resume-connection.workflow.ts';
import { readRecruitingWorkflow } from './modules/recruiting/read-recruiting.workflow.ts';
import { forgetCalls } from './modules/recruiting/recruiting-calls.service.ts';
import { forgetRuns, tendRecruiting } from './modules/recruiting/recruiting-schedule.service.ts';
import { sendRecruitingWriteWorkflow } from './modules/recruiting/send-recruiting-write.workflow.ts';
import { fetchResumeWorkflow } from './modules/resume-fetches/fetch-resume.workflow.ts';
import { runRetention } from './modules/retention/run-retention.service.ts';
import { dropSourceWebhookWorkflow } from './modules/source-webhooks/drop-source-webhook.workflow.ts';
import { checkSourceWebhooks, forgetHints } from './modules/source-webhooks/source-webhooks.service.ts';
import { takeHintsWorkflow } from './modules/source-webhooks/take-hints.workflow.ts';
import { runSyncWorkflow } from './modules/syncs/run-sync.workflow.ts';
import { forgetSyncs, requestDueSyncs } from './modules/syncs/sync-schedules.service.ts';
import { sendWebhooksWorkflow } from './modules/webhooks/send-webhooks.workflow.ts';
import { forgetDeliveries } from './modules/webhooks/webhook-relay.service.ts';
import { type EncodeNotice, retryDelaysMs } from './modules/webhooks/webhooks.ts';
import { systemClock } from './platform/clock.ts';
import { keyInFolder } from './platform/crypto/key-file.ts';
import { openSecrets, type Secrets } from './platform/crypto/seal.ts';
import { createClamdScanner } from './platform/egress/clamd.ts';
import { createEgress, type Egress } from './platform/egress/egress.ts';
import type { Log } from './platform/log.ts';
import { openDiskStorage } from './platform/storage/disk.ts';
import { openS3Storage } from './platform/storage/s3.ts';
import type { FileStorage } from './platform/storage/storage.ts';
import { encodeNotice } from './surfaces/bamboohr/format/webhook-payloads.ts';
import { photoUrlsFor } from './surfaces/photo-urls.ts';

/** Tells people what goes on while the server starts. */
export type Progress = (line: string) => void;

export interface OpenContext {
  context: Context;
  /** As the owner role, for what only the start of the server does. */
  ownerConnection: Connection;
  /** Says where this server listens, once it does. */
  listensOn(port: number): void;
  close(): Promise<void>;
}

/**
 * Opens database and engine, migrated and checked; nothing listens yet and no work runs. What
 * was opened is closed again when it fails.
 *
 * @throws JoineryError `config.*`, `database.*` with cause and cure
 */
export async function openContext(
  config: Config,
  log: Log,
  progress: Progress = () => undefined,
): Promise<OpenContext> {
  // PostgreSQL does not run as root: its user has to get through this folder to its own.
  onDisk(config.dataDir, () =>
    mkdirSync(config.dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 }),
  );
  const secrets = openSecrets(config.encryptionKey ?? keyInFolder(config.dataDir));
  const database = await findDatabase(config, log, progress);
  const opened: (() => Promise<void>)[] = [database.stop];
  const close = async () => {
    for (const step of opened.splice(0).reverse()) await step();
  };
  try {
    const applied = await migrate(database.connection, { roleLogsIn: database.embedded });
    if (applied.length > 0) progress(`Database brought up to date (${applied.length} migrations)`);
    let port: number | undefined;
    const context = buildContext(config, log, secrets, applicationConnection(database), () => port);
    opened.push(context.db.close, context.egress.close, () => context.engine.stop());
    await assertApplicationRole(context.db);
    await assertRightKey(context);
    await renewCompanies(context);
    const listensOn = (used: number) => {
      port = used;
    };
    return { context, ownerConnection: database.connection, close, listensOn };
  } catch (error) {
    await close();
    throw error;
  }
}

function buildContext(
  config: Config,
  log: Log,
  secrets: Secrets,
  connection: Connection,
  ownPort: () => number | undefined,
): Context {
  const egress = createEgress({ allow: config.egressAllow, ownPort, log });
  const context: Context = {
    config,
    log,
    clock: systemClock,
    db: openDatabase(connection),
    engine: createEngine({ connection, log, crashPoint: config.crashPoint }),
    secrets,
    egress,
    storage: openStorage(config, egress),
    ...(config.clamd === undefined ? {} : { scanner: createClamdScanner({ address: config.clamd }) }),
    approvalSubjects: {},
  };
  context.approvalSubjects.hire = hireApprovals(context);
  context.approvalSubjects.hire_change = hireChangeApprovals(context);
  // Every process knows all workflows, so that any of them can take up another's work.
  context.engine.registerWorkflow(beginHireWorkflow(context));
  context.engine.registerWorkflow(prepareHireWorkflow(context));
  context.engine.registerWorkflow(compareHiresWorkflow(context));
  context.engine.registerWorkflow(sendHireWorkflow(context));
  context.engine.registerWorkflow(sendHireChangeWorkflow(context));
  context.engine.registerWorkflow(reconcileHiresWorkflow(context));
  context.engine.registerWorkflow(runSyncWorkflow(context));
  context.engine.registerWorkflow(probeConnectionWorkflow(context));
  context.engine.registerWorkflow(resumeConnectionWorkflow(context));
  context.engine.registerWorkflow(takeHintsWorkflow(context));
  context.engine.registerWorkflow(dropSourceWebhookWorkflow(context));
  context.engine.registerWorkflow(sendProviderWriteWorkflow(context));
  context.engine.registerWorkflow(readDocumentsWorkflow(context));
  context.engine.registerWorkflow(fetchResumeWorkflow(context));
  context.engine.registerWorkflow(checkImportWorkflow(context));
  context.engine.registerWorkflow(runImportWorkflow(context));
  context.engine.registerWorkflow(readRecruitingWorkflow(context));
  context.engine.registerWorkflow(sendRecruitingWriteWorkflow(context));
  context.engine.registerWorkflow(
    sendWebhooksWorkflow(context, { encode: encodeFor(context, ownPort), retryDelaysMs }),
  );
  context.engine.schedule({
    name: 'forget-webhook-deliveries',
    cron: '41 3 * * *',
    run: () => forgetDeliveries(context),
  });
  context.engine.schedule({
    name: 'forget-oauth-tokens',
    cron: '17 3 * * *',
    run: () => forgetOauthTokens(context),
  });
  context.engine.schedule({
    name: 'forget-submissions',
    cron: '11 3 * * *',
    run: () => forgetSubmissions(context),
  });
  context.engine.schedule({
    name: 'forget-abandoned-imports',
    cron: '19 3 * * *',
    run: () => forgetAbandonedImports(context),
  });
  context.engine.schedule({
    name: 'forget-sent-forms',
    cron: '13 3 * * *',
    run: () => forgetSentForms(context),
  });
  context.engine.schedule({
    name: 'check-source-webhooks',
    cron: '*/5 * * * *',
    run: () => checkSourceWebhooks(context),
  });
  context.engine.schedule({
    name: 'forget-source-webhook-hints',
    cron: '47 3 * * *',
    run: () => forgetHints(context),
  });
  // Local midnight falls on a quarter of an hour in every time zone there is.
  context.engine.schedule({
    name: 'roll-history-forward',
    cron: '*/15 * * * *',
    run: () => rollAllForward(context),
  });
  context.engine.schedule({
    name: 'request-due-syncs',
    cron: '* * * * *',
    run: () => requestDueSyncs(context),
  });
  context.engine.schedule({
    name: 'tend-approvals',
    cron: '* * * * *',
    run: () => tendApprovals(context),
  });
  context.engine.schedule({
    name: 'reconcile-hires',
    cron: '*/15 * * * *',
    run: (_ctx, tick) => requestReconciles(context, tick),
  });
  context.engine.schedule({
    name: 'tend-recruiting',
    cron: '* * * * *',
    run: () => tendRecruiting(context),
  });
  context.engine.schedule({
    name: 'forget-recruiting-runs',
    cron: '37 3 * * *',
    run: async () => {
      await forgetRuns(context);
      await forgetCalls(context);
    },
  });
  context.engine.schedule({
    name: 'forget-syncs',
    cron: '53 3 * * *',
    run: () => forgetSyncs(context),
  });
  context.engine.schedule({
    name: 'scan-held-documents',
    cron: '*/2 * * * *',
    run: () => scanHeld(context),
  });
  context.engine.schedule({
    name: 'run-candidate-retention',
    cron: '13 4 * * *',
    run: () => runRetention(context),
  });
  context.engine.schedule({
    name: 'find-candidate-duplicates',
    cron: '* * * * *',
    run: () => findAllDuplicates(context),
  });
  context.engine.schedule({
    name: 'sweep-files',
    cron: '23 4 * * *',
    run: async () => {
      await sweepFiles(context);
    },
  });
  return context;
}

function openStorage({ s3, dataDir }: Config, egress: Egress): FileStorage {
  if (s3 === undefined) return openDiskStorage(join(dataDir, 'files'));
  return openS3Storage({ ...s3, fetch: egress.fetchStorage(s3.endpoint) });
}

// What is posted about an employee may be the address of a photo, and nobody has called here for it.
function encodeFor(context: Context, ownPort: () => number | undefined): EncodeNotice {
  const { publicUrl, port } = context.config;
  return (notice, webhook, now) => {
    const origin = publicUrl ?? `http://localhost:${ownPort() ?? port}`;
    return encodeNotice(
      notice,
      webhook,
      now,
      photoUrlsFor(context, notice.company, origin.replace(/\/+$/, '')),
    );
  };
}

interface FoundDatabase {
  /** As the owner role. */
  connection: Connection;
  embedded: boolean;
  stop(): Promise<void>;
}

async function findDatabase(config: Config, log: Log, progress: Progress): Promise<FoundDatabase> {
  if (config.databaseUrl !== undefined) {
    progress(`Connecting to the database at ${new URL(config.databaseUrl).host}`);
    return {
      connection: { connectionString: config.databaseUrl },
      embedded: false,
      stop: async () => undefined,
    };
  }
  const startedAt = performance.now();
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  progress(
    `PostgreSQL ${embedded.attached ? 'found running' : 'started'} in ${embedded.place} (${seconds} s)`,
  );
  return { connection: embedded.connection, embedded: true, stop: embedded.stop };
}

// The embedded server's owner is a superuser: who connects as it could always return to it.
function applicationConnection({ connection, embedded }: FoundDatabase): Connection {
  return embedded ? { ...connection, user: 'joinery_app' } : connection;
}
