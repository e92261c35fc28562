import type { AccessDefinition } from '@joinery/sdk';

const nothing: AccessDefinition = {
  employees: [],
  manageEmployees: false,
  directory: false,
  hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
  settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
};

/** Right to every field, sensitive ones included. */
export const everyField = '**';

const everything: AccessDefinition = {
  employees: [{ scope: { kind: 'all' }, fields: { [everyField]: 'edit' } }],
  manageEmployees: true,
  directory: true,
  hiring: { jobs: 'edit', candidates: 'edit', assignedJobsOnly: false, hires: 'edit' },
  settings: { users: 'edit', connections: 'edit', fields: 'edit', company: 'edit' },
};

const contactFields = Object.fromEntries(
  [
    'firstName',
    'lastName',
    'preferredName',
    'jobTitle',
    'department',
    'division',
    'location',
    'reportsTo',
    'workEmail',
    'workPhone',
    'workPhoneExtension',
    'mobilePhone',
    'status',
    'hireDate',
    'linkedIn',
  ].map((alias) => [alias, 'view' as const]),
);

export const accountOwner = 'account_owner';

/** The levels that every company starts with, by their lasting names. */
export const builtinLevels: Record<string, { name: string; definition: AccessDefinition }> = {
  [accountOwner]: { name: 'Account Owner', definition: everything },
  full_admin: { name: 'Full Admin', definition: everything },
  manager: {
    name: 'Manager',
    definition: {
      ...nothing,
      directory: true,
      employees: [
        { scope: { kind: 'direct_reports' }, fields: { '*': 'view' } },
        { scope: { kind: 'self' }, fields: { '*': 'view' } },
      ],
      hiring: { jobs: 'view', candidates: 'view', assignedJobsOnly: true, hires: 'none' },
    },
  },
  employee: {
    name: 'Employee',
    definition: {
      ...nothing,
      directory: true,
      employees: [{ scope: { kind: 'self' }, fields: { ...contactFields, '*': 'view' } }],
    },
  },
  external_recruiter: {
    name: 'External Recruiter',
    definition: {
      ...nothing,
      hiring: {
        jobs: 'view',
        candidates: 'edit',
        assignedJobsOnly: true,
        ownCandidatesOnly: true,
        hires: 'none',
      },
    },
  },
  no_access: { name: 'No Access', definition: nothing },
};
