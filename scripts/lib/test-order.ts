// In which order the test files run: what measures memory while its worker is new, then what takes
// longest, so that no worker is left with a long file at the end. The rest goes by size, and the unit tests
// go last, together: a worker ends where the next file is of another project, and the one after it has to
// load the whole server again.
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const measuring = [
  'surfaces/bamboohr/fuzz',
  'surfaces/api/bad-input',
  'surfaces/bad-input-cases',
  'api/document-cases',
  'careers/careers-cases',
];

// Five minutes for the first of them, ten seconds for the last. The list at the end of npm test tells anew.
const long = [
  'hires/hires-crash',
  'hires/send-hire',
  'syncs/sync-faults',
  'provider-writes/send-provider-write',
  'hires/write-faults',
  'reconnects/reconnects',
  'bamboohr/rights',
  'cli/sandbox',
  'cli/cli',
  'provider-writes/provider-writes',
  'webhooks/webhooks-kill',
  'hires/hire-steps',
  'hires/hires',
  'hires/hire-upgrade',
  'recruiting/recruiting',
  'recruiting/recruiting-kill',
  'syncs/sync-kills',
  'hires/send-hire-change',
  'bamboohr/conformance/conformance',
  'engine/conformance',
  'db/embedded/embedded',
  'syncs/sync-survival',
  'syncs/run-sync',
  'syncs/mirror-differential',
  'hires/hire-freezes',
  'testing/recorded-before-sent',
  'hires/begin-hire',
  'documents/documents-kill',
  'candidate-imports/import-kill',
  'hires/hire-reconcile',
  'hires/hire-wire',
  'hires/hire-changes',
  'cli/mirror',
  'surfaces/write-through',
  'source-webhooks/source-webhooks',
  'db/embedded/users',
  'bamboohr/sandbox-state',
  'hires/hire-sent',
  'connections/connection-gate',
  'db/embedded/kill-cycles',
  'bamboohr/time-off',
  'syncs/sync-trouble',
  'webhooks/webhook-retries',
  'employee-files/mirrored-file-writes',
  'engine/database-death',
  'sandboxes/sandboxes',
  'api/idempotency',
  'bamboohr/people-records',
  'approvals/approvals-course',
  'connections/own-sandbox',
  'syncs/sync-drift',
  'bamboohr/sandbox-faults',
];

const ranks = new Map([...measuring, ...long].map((name, index) => [name, index]));

/** The place of a file in the order; files that are not named come after those that are. */
export function rankOf(path: string): number {
  const name = path.replace(/\.int\.test\.ts$/, '');
  for (const [end, rank] of ranks) if (name.endsWith(`/${end}`)) return rank;
  return ranks.size;
}

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId, project }: TestSpecification) =>
      project.name === 'unit' ? ranks.size + 1 : rankOf(relative(this.ctx.config.root, moduleId));
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
