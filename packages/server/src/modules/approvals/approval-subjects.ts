// What approvals are about. The module knows no subject: each gives its handler to the context.
import type { AccessDefinition, ApprovalState, ApprovalSubjectKind } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';

export interface ApprovalSubject {
  /**
   * How much a level shows of approvals of this kind: all; those that its user asked, may answer or
   * answered; or none, and then such a user's answer does not count either. A user who is named sees
   * exactly what is asked.
   */
  sees(access: AccessDefinition): 'all' | 'own' | 'none';
  /**
   * Locks the subject's row, before the approval's: the same order as in the subject's own
   * transactions, which lock it and then ask, edit or cancel.
   */
  lock(tx: Transaction, subjectId: string): Promise<void>;
  /**
   * What follows from a decision, in its transaction: where it throws, nothing is decided. Compare
   * `exactHash` with what would be done now.
   */
  decided(tx: Transaction, decision: ApprovalDecision): Promise<void>;
}

export interface ApprovalDecision {
  companyId: string;
  approvalId: string;
  subject: { kind: ApprovalSubjectKind; id: string };
  /** Of the version that was decided. */
  exactHash: string | null;
  outcome: Extract<ApprovalState, 'approved' | 'rejected' | 'expired'>;
  /** Whose answer it was. Null: nobody's; its time ran out. */
  by: { userId: string; name: string } | null;
  note: string | null;
}

/** By kind of subject. */
export type ApprovalSubjects = Partial<Record<ApprovalSubjectKind, ApprovalSubject>>;
