import type { MirrorSettings } from '@joinery/sdk';

export interface MirrorValues {
  peopleSource: boolean;
  writeThrough: boolean;
  /** False: only the tables that are named. */
  allTables: boolean;
  tables: string[];
  leaveOut: string[];
  changesEveryMinutes: number | string;
  fullSyncAt: string;
}

export function toMirrorValues(mirror: MirrorSettings | null): MirrorValues {
  return {
    peopleSource: mirror?.peopleSource ?? false,
    writeThrough: mirror?.writeThrough ?? false,
    allTables: (mirror?.tables ?? null) === null,
    tables: mirror?.tables ?? ['jobInfo', 'employmentStatus'],
    leaveOut: mirror?.leaveOut ?? [],
    changesEveryMinutes: mirror?.changesEveryMinutes ?? 5,
    fullSyncAt: mirror?.fullSyncAt ?? '02:30',
  };
}

export function checkMirror(values: MirrorValues): Partial<Record<keyof MirrorValues, string>> {
  const problems: Partial<Record<keyof MirrorValues, string>> = {};
  const minutes = Number(values.changesEveryMinutes);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1440)
    problems.changesEveryMinutes = 'Enter whole minutes, 1 to 1440';
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(values.fullSyncAt)) problems.fullSyncAt = 'Enter a time of day';
  return problems;
}

export function toMirrorSettings(values: MirrorValues): MirrorSettings {
  return {
    peopleSource: values.peopleSource,
    writeThrough: values.peopleSource && values.writeThrough,
    tables: values.allTables ? null : values.tables,
    leaveOut: values.leaveOut,
    changesEveryMinutes: Number(values.changesEveryMinutes),
    fullSyncAt: values.fullSyncAt,
  };
}
