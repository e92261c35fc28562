// What a hold says to people. Pure.
import type { HoldFigures, HoldKind } from '@joinery/sdk';

/** What happened and which limit it passed, in one sentence. */
export function summaryOf(kind: HoldKind, figures: HoldFigures): string {
  const { affected, active, known, seen, limit, quarantined } = figures;
  switch (kind) {
    case 'leavers':
      return limit === 0
        ? `${people(affected)} would leave by the first sync, which ends nobody.`
        : `${people(affected)} would leave, and ${number(limit ?? 0)} may in 24 hours.`;
    case 'shrink':
      return `${number(affected)} of ${people(active)} who are active are not in a complete answer.`;
    case 'empty':
      return `The account showed nobody, and ${people(known)} are known.`;
    case 'quarantine':
      return `${number(quarantined)} of ${number(seen)} records cannot be read.`;
  }
}

const number = (count: number): string => new Intl.NumberFormat('en-GB').format(count);
const people = (count: number): string => `${number(count)} ${count === 1 ? 'person' : 'people'}`;
