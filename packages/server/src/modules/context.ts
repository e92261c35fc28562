import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Engine } from '../engine/engine.ts';
import type { Clock } from '../platform/clock.ts';
import type { Secrets } from '../platform/crypto/seal.ts';
import type { Scanner } from '../platform/egress/clamd.ts';
import type { Egress } from '../platform/egress/egress.ts';
import type { Log } from '../platform/log.ts';
import type { FileStorage } from '../platform/storage/storage.ts';
import type { ApprovalSubjects } from './approvals/approval-subjects.ts';
import type { Once } from './idempotency/idempotency.ts';

/** What services work with. Made once in app.ts and passed in hands; services take what they need of it. */
export interface Context {
  config: Config;
  db: Database;
  engine: Engine;
  clock: Clock;
  secrets: Secrets;
  egress: Egress;
  storage: FileStorage;
  /** Absent where none is set up: documents are then taken without being scanned. */
  scanner?: Scanner;
  log: Log;
  /** What follows from approvals, by kind of what they are about. */
  approvalSubjects: ApprovalSubjects;
  /** Of a request that may come again and is to have one effect: its Idempotency-Key, with what it asks for. */
  requestKey?: string;
  /** Of a request whose answer is to be kept in the transaction in which it is done. */
  once?: Once;
}
