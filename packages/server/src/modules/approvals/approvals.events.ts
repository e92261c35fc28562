import type { ApprovalState, ApprovalVerdict } from '@joinery/sdk';
import type { NewEvent } from '../events/events.service.ts';
import type { ApprovalRow } from './approvals.repository.ts';

export function approvalAsked(approval: ApprovalRow): NewEvent {
  return { type: 'approvals.asked', subjectId: approval.id, payload: toWhom(approval) };
}

export function approvalEdited(approval: ApprovalRow): NewEvent {
  return { type: 'approvals.edited', subjectId: approval.id, payload: toWhom(approval) };
}

export function approvalReminded(approval: ApprovalRow): NewEvent {
  return { type: 'approvals.reminded', subjectId: approval.id, payload: toWhom(approval) };
}

export function approvalTold(approval: ApprovalRow): NewEvent {
  return { type: 'approvals.told', subjectId: approval.id, payload: toWhom(approval) };
}

export function approvalAnswered(approval: ApprovalRow, userId: string, answer: ApprovalVerdict): NewEvent {
  return {
    type: 'approvals.answered',
    subjectId: approval.id,
    payload: { ...idsOf(approval), userId, answer },
  };
}

export function approvalDecided(
  approval: ApprovalRow,
  decision: Exclude<ApprovalState, 'open'>,
  userId: string | null,
): NewEvent {
  return {
    type: 'approvals.decided',
    subjectId: approval.id,
    payload: { ...idsOf(approval), decision, userId },
  };
}

function idsOf({ subject, version }: ApprovalRow) {
  return { subject, version };
}

function toWhom(approval: ApprovalRow) {
  const { userIds, accessLevelIds } = approval.rules;
  return { ...idsOf(approval), userIds, accessLevelIds };
}
