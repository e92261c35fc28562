// Rules of the provider's calls to us: when hints become a sync, and when to ask whether the
// provider still calls at all.
import type { SourceWebhookView } from '@joinery/sdk';

export interface SourceWebhook {
  companyId: string;
  connectionId: string;
  state: 'registering' | 'on' | 'missing' | 'dropping';
  providerId: string | null;
  sealedKey: string | null;
  url: string | null;
  registeredAt: Date | null;
  lastCallAt: Date | null;
  usualGapSeconds: number | null;
  checkedAt: Date | null;
  checkAt: Date;
  busyUntil: Date | null;
  problem: string | null;
  bursts: number;
  burstSince: Date | null;
  lastHintAt: Date | null;
}

export const checkEveryMs = 24 * 3_600_000;
/** After a check that the provider did not answer. */
export const checkAgainMs = 3_600_000;

const quietMs = 2_000;
const longestBurstMs = 30_000;
const shortestGapSeconds = 600;

/** How long until the hints of a burst are taken: when no more come, or when they do not end. */
export function msUntilTaken({ burstSince, lastHintAt }: SourceWebhook, now: Date): number {
  if (burstSince === null) return 0;
  const quietAt = (lastHintAt ?? burstSince).getTime() + quietMs;
  return Math.max(0, Math.min(quietAt, burstSince.getTime() + longestBurstMs) - now.getTime());
}

/** The usual gap after a burst that began now. */
export function nextGap(
  { usualGapSeconds, lastCallAt }: Pick<SourceWebhook, 'usualGapSeconds' | 'lastCallAt'>,
  now: Date,
): number | null {
  if (lastCallAt === null) return usualGapSeconds;
  const gap = Math.max(0, (now.getTime() - lastCallAt.getTime()) / 1000);
  return usualGapSeconds === null ? gap : usualGapSeconds * 0.8 + gap * 0.2;
}

/** Once a day, and when it has been silent for three times as long as usual. */
export function isCheckDue(webhook: SourceWebhook, now: Date): boolean {
  const { state, busyUntil, checkAt, lastCallAt, checkedAt, usualGapSeconds } = webhook;
  if (state === 'dropping' || (busyUntil !== null && busyUntil > now)) return false;
  if (checkAt <= now) return true;
  if (lastCallAt === null || usualGapSeconds === null) return false;
  const heardAt = Math.max(lastCallAt.getTime(), checkedAt?.getTime() ?? 0);
  return now.getTime() - heardAt > 3000 * Math.max(usualGapSeconds, shortestGapSeconds);
}

export const noWebhook: SourceWebhookView = {
  state: 'off',
  url: null,
  registeredAt: null,
  lastCallAt: null,
  checkedAt: null,
  problem: null,
};

export function toView(webhook: SourceWebhook | undefined): SourceWebhookView {
  if (webhook === undefined || webhook.state === 'dropping') return noWebhook;
  const { state, url, registeredAt, lastCallAt, checkedAt, problem } = webhook;
  return {
    state: state === 'registering' ? 'missing' : state,
    url,
    registeredAt: registeredAt?.toISOString() ?? null,
    lastCallAt: lastCallAt?.toISOString() ?? null,
    checkedAt: checkedAt?.toISOString() ?? null,
    problem,
  };
}
