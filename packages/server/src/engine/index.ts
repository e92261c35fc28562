export {
  type CrashPoint,
  crashPoints,
  type ReachCrashPoint,
  type StepCrashPoint,
  stepMoments,
} from './crash-points.ts';
export { createEngine } from './create-engine.ts';
export type {
  Engine,
  EngineOptions,
  EngineTiming,
  RetryRule,
  Schedule,
  Signal,
  StepAttempt,
  StepOptions,
  Work,
  Workflow,
  WorkflowContext,
  WorkflowState,
  WorkflowStatus,
} from './engine.ts';
export { installEngine } from './install.ts';
export { type QueueSettings, type Queues, queues } from './queues.ts';
