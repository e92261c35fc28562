export { createEngine } from './create-engine.ts';
export type { Engine, EngineTiming, Schedule, Workflow, WorkflowContext } from './engine.ts';
export { type Queues, queues } from './queues.ts';
