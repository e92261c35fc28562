/** One kind of work's settings. A queue with a limit per partition is partitioned. */
export interface QueueSettings {
  /** How many of one partition run at a time, over all processes. 1 keeps their order. */
  partitionConcurrency?: number;
  /** How many of one partition start in a period, over all processes. */
  partitionRate?: { starts: number; periodSeconds: number };
  /** How many of this queue one process runs at a time. */
  workerConcurrency?: number;
  /** How often an idle process looks for work. Each look costs about four statements. */
  pollMs: number;
}

export type Queues = Record<string, QueueSettings>;

/**
 * Every queue. The partition is the connection, or the webhook: one slow or broken account never
 * holds up another. Work on a queue with `partitionConcurrency: 1` must end by itself: while it waits
 * for a person, everything behind it waits too.
 */
export const queues = {
  // A person waits for them.
  'provider-writes': { partitionConcurrency: 1, workerConcurrency: 20, pollMs: 100 },
  // Each is somebody else, and most of those at work wait: for a listing that they share, for their turn at
  // the account's limit, or for the minutes after an answer that was lost. Not so many that at the usual
  // limit of 100 requests a minute their turn comes later than a request is patient.
  hires: { partitionConcurrency: 40, workerConcurrency: 80, pollMs: 200 },
  // Drafts that begin by themselves: made by database work alone, completed once the account has answered.
  'hire-beginnings': { partitionConcurrency: 4, workerConcurrency: 20, pollMs: 500 },
  // One reading of a large company keeps a core busy.
  syncs: { partitionConcurrency: 1, workerConcurrency: 4, pollMs: 250 },
  // Each waits for somebody else's server, for up to fifteen seconds.
  'resume-fetches': { workerConcurrency: 10, pollMs: 500 },
  // Each is many candidates, and database work alone.
  imports: { partitionConcurrency: 2, workerConcurrency: 2, pollMs: 250 },
  // One reading of an account at a time.
  recruiting: { partitionConcurrency: 1, workerConcurrency: 8, pollMs: 500 },
  // Each is somebody else; most of those at work wait out an answer that was lost.
  'recruiting-writes': { partitionConcurrency: 10, workerConcurrency: 20, pollMs: 300 },
  // As many as there are processes that read them.
  documents: { workerConcurrency: 2, pollMs: 500 },
  // Many, because a slow receiver holds its place for up to ten seconds.
  webhooks: { partitionConcurrency: 1, workerConcurrency: 50, pollMs: 200 },
  // Probes of refused keys mostly sleep, and hold up nothing else of their connection.
  connections: { partitionConcurrency: 4, workerConcurrency: 200, pollMs: 1000 },
  schedules: { workerConcurrency: 5, pollMs: 1000 },
} satisfies Queues;

export function isPartitioned(settings: QueueSettings): boolean {
  return settings.partitionConcurrency !== undefined || settings.partitionRate !== undefined;
}
