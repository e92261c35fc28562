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
  expect(navigationFor(nothing)).toEqual([]);
});

it('shows a recruiter the hiring and nothing of the settings', () => {
  const hiring = { jobs: 'view', candidates: 'edit', assignedJobsOnly: true, hires: 'none' } as const;
  expect(navigationFor({ ...nothing, hiring }).map((entry) => entry.to)).toEqual(['/jobs', '/candidates']);
});

it('shows employees to whom any of them is granted', () => {
  const employees = [{ scope: { kind: 'self' as const }, fields: { '*': 'view' as const } }];
  expect(navigationFor({ ...nothing, employees })).toEqual([
    { to: '/employees', label: 'Employees', section: 'People' },
  ]);
});
