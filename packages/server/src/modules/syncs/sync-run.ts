import type { WorkflowContext } from '../../engine/engine.ts';
import type { Context } from '../context.ts';

/** A sync at work in this process. */
export interface SyncRun {
  context: Context;
  ctx: WorkflowContext;
  companyId: string;
  connectionId: string;
  syncId: string;
}
