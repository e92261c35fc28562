// In which order the test files run: what measures memory while its worker is new, then what takes
// longest, so that no worker is left with a long file at the end. The rest goes by size.
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const measuring = ['surfaces/bamboohr/fuzz', 'surfaces/api/bad-input'];

// A minute alone for the first of them, six seconds for the last.
const long = [
  'provider-writes/send-provider-write',
  'hires/send-hire',
  'cli/sandbox',
  'db/embedded/refusals',
  'syncs/sync-faults',
  'hires/write-faults',
  'reconnects/reconnects',
  'webhooks/webhooks-kill',
  'bamboohr/rights',
  'cli/cli',
  'provider-writes/provider-writes',
  'hires/hire-flow',
  'hires/hires',
  'syncs/mirror-differential',
  'bamboohr/conformance/conformance',
  'syncs/sync-survival',
  'engine/conformance',
  'syncs/sync-kills',
  'approvals/approvals-course',
  'db/embedded/embedded',
  'surfaces/write-through',
  'syncs/run-sync',
  'cli/mirror',
  'db/embedded/kill-cycles',
  'engine/database-death',
  'source-webhooks/source-webhooks',
  'bamboohr/sandbox-state',
  'connections/connection-gate',
  'webhooks/webhook-retries',
  'api/idempotency',
  'bamboohr/people-records',
  'hires/hire-reconcile',
  'connections/own-sandbox',
  'api/holds',
  'syncs/sync-trouble',
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
    const rank = ({ moduleId }: TestSpecification) => rankOf(relative(this.ctx.config.root, moduleId));
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
