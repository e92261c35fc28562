import type { AccessDefinition } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { navigationFor } from './navigation.ts';

const nothing: AccessDefinition = {
  employees: [],
  manageEmployees: false,
  directory: false,
  hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
  settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
};

it('shows no place to a level without rights', () => {
  expect(navigationFor(nothing, 'live')).toEqual([]);
});

it('shows a recruiter the hiring and nothing of the settings', () => {
  const hiring = { jobs: 'view', candidates: 'edit', assignedJobsOnly: true, hires: 'none' } as const;
  expect(navigationFor({ ...nothing, hiring }, 'live').map((entry) => entry.to)).toEqual([
    '/jobs',
    '/candidates',
    '/hiring-report',
  ]);
});

it('shows employees to whom any of them is granted', () => {
  const employees = [{ scope: { kind: 'self' as const }, fields: { '*': 'view' as const } }];
  expect(navigationFor({ ...nothing, employees }, 'live')).toEqual([
    { to: '/employees', label: 'Employees', section: 'People' },
  ]);
});

it('shows the sandbox only in a sandbox company, and to who may change the company', () => {
  const settings = { ...nothing.settings, company: 'edit' } as const;
  const places = (access: AccessDefinition, kind: 'live' | 'sandbox') =>
    navigationFor(access, kind).map(({ to }) => to);
  expect(places({ ...nothing, settings }, 'sandbox')).toEqual([
    '/company',
    '/careers-page',
    '/privacy',
    '/sandbox',
  ]);
  expect(places({ ...nothing, settings }, 'live')).toEqual(['/company', '/careers-page', '/privacy']);
  expect(places(nothing, 'sandbox')).toEqual([]);
});

it('shows approvals to whoever sees hires: nobody else may answer', () => {
  const hiring = { ...nothing.hiring, hires: 'view' } as const;
  expect(navigationFor({ ...nothing, hiring }, 'live').map(({ to }) => to)).toEqual(['/hires', '/approvals']);
});

it('shows holds to whoever sees connections: that is who decides them', () => {
  const settings = { ...nothing.settings, connections: 'view' } as const;
  expect(navigationFor({ ...nothing, settings }, 'live').map(({ to }) => to)).toEqual([
    '/holds',
    '/connections',
  ]);
});
