// Current values come from history: the row with the greatest date not after today counts.
// Pure; `today` is the date in the company's time zone.

export interface DatedRow {
  id: number;
  /** `YYYY-MM-DD`; a row without a date counts from the beginning. */
  effectiveOn: string | null;
}

/** The row that counts on `today`; of two with one date, the one written later. */
export function currentRow<R extends DatedRow>(rows: readonly R[], today: string): R | undefined {
  let best: R | undefined;
  for (const row of rows) {
    const counts = row.effectiveOn === null || row.effectiveOn <= today;
    if (counts && (best === undefined || isLater(row, best))) best = row;
  }
  return best;
}

/** The row that will count in the end, future rows included. */
export function latestRow<R extends DatedRow>(rows: readonly R[]): R | undefined {
  let best: R | undefined;
  for (const row of rows) if (best === undefined || isLater(row, best)) best = row;
  return best;
}

function isLater(a: DatedRow, b: DatedRow): boolean {
  const dateA = a.effectiveOn ?? '';
  const dateB = b.effectiveOn ?? '';
  return dateA === dateB ? a.id > b.id : dateA > dateB;
}
