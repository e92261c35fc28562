// Faults to order: what shall go wrong with which requests to a sandbox company.
import {
  type Company,
  JoineryError,
  type SandboxFault,
  type SandboxFaultInput,
  sandboxFaultInput,
} from '@joinery/sdk';
import { newId } from '../../platform/ids.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import * as repository from './sandbox-faults.repository.ts';
import { updateRequest } from './sandbox-ledger.repository.ts';
import { assertSandboxOwner, isHit } from './sandboxes.ts';

/**
 * Makes requests for an operation go wrong. A request suffers the oldest fault that hits it.
 *
 * @throws JoineryError `access.forbidden` outside a sandbox company, and without its settings right.
 */
export async function addFault(
  context: Pick<Context, 'db'>,
  principal: Principal,
  input: SandboxFaultInput,
): Promise<SandboxFault> {
  assertSandboxOwner(principal);
  const { count, ...asked } = sandboxFaultInput.parse(input);
  const added: SandboxFault = {
    id: newId('flt'),
    ...asked,
    remaining: count,
    seconds: asked.seconds ?? null,
    bytesPerSecond: asked.bytesPerSecond ?? null,
    fields: asked.fields ?? null,
    retryAfter: asked.retryAfter ?? null,
  };
  await context.db.inCompany(principal.companyId, (tx) =>
    repository.insertFault(tx, principal.companyId, added),
  );
  return added;
}

/** Faults that still wait for a request. */
export async function listFaults(
  context: Pick<Context, 'db'>,
  principal: Principal,
): Promise<SandboxFault[]> {
  assertSandboxOwner(principal);
  return context.db.inCompany(principal.companyId, repository.listFaults);
}

/** @throws JoineryError `sandbox.fault_not_found`. */
export async function removeFault(
  context: Pick<Context, 'db'>,
  principal: Principal,
  id: string,
): Promise<void> {
  assertSandboxOwner(principal);
  const removed = await context.db.inCompany(principal.companyId, (tx) => repository.removeFault(tx, id));
  if (!removed) throw new JoineryError('sandbox.fault_not_found', 'There is no such fault.');
}

export async function removeFaults(context: Pick<Context, 'db'>, principal: Principal): Promise<void> {
  assertSandboxOwner(principal);
  await context.db.inCompany(principal.companyId, repository.removeFaults);
}

/** The fault that this request shall suffer. It is taken and recorded in one transaction. */
export async function takeFault(
  context: Pick<Context, 'db'>,
  company: Company,
  request: { id: string; operation: string },
): Promise<SandboxFault | undefined> {
  return context.db.inCompany(company.id, async (tx) => {
    for (const { fault, draws } of await repository.lockFaultsFor(tx, request.operation)) {
      const hit = isHit(fault, draws + 1);
      await repository.recordDraw(tx, fault.id, hit);
      if (!hit) continue;
      await updateRequest(tx, request.id, { fault: fault.fault });
      return fault;
    }
    return undefined;
  });
}
