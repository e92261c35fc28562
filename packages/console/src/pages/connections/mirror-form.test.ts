import { expect, it } from 'vitest';
import { aMirror } from '../../testing.ts';
import { checkMirror, toMirrorSettings, toMirrorValues } from './mirror-form.ts';

it('gives back the settings that it was made of', () => {
  const settings = aMirror({ tables: ['jobInfo'], leaveOut: ['ssn'], writeThrough: true });
  expect(toMirrorSettings(toMirrorValues(settings))).toEqual(settings);
  expect(toMirrorSettings(toMirrorValues(aMirror()))).toEqual(aMirror());
});

it('writes nothing back when nothing is mirrored', () => {
  const values = { ...toMirrorValues(aMirror({ writeThrough: true })), peopleSource: false };
  expect(toMirrorSettings(values).writeThrough).toBe(false);
});

it.each([0, 1441, 2.5, ''])('refuses %j as a number of minutes', (changesEveryMinutes) => {
  expect(checkMirror({ ...toMirrorValues(null), changesEveryMinutes })).toHaveProperty('changesEveryMinutes');
});

it('refuses a time that no day has', () => {
  expect(checkMirror({ ...toMirrorValues(null), fullSyncAt: '24:00' })).toHaveProperty('fullSyncAt');
  expect(checkMirror(toMirrorValues(null))).toEqual({});
});
