import type { AccessDefinition, Company } from '@joinery/sdk';

export type Destination =
  | '/jobs'
  | '/candidates'
  | '/hires'
  | '/hiring-report'
  | '/approvals'
  | '/connections'
  | '/employees'
  | '/holds'
  | '/company'
  | '/careers-page'
  | '/privacy'
  | '/keys'
  | '/oauth-apps'
  | '/users'
  | '/sandbox';

export interface NavigationEntry {
  to: Destination;
  label: string;
  section: 'Hiring' | 'People' | 'Settings';
}

const isOpen = (right: 'none' | 'view' | 'edit'): boolean => right !== 'none';

/** The places that this access level may see in this kind of company. The server decides again on every request. */
export function navigationFor(access: AccessDefinition, kind: Company['kind']): NavigationEntry[] {
  const entries: (NavigationEntry & { open: boolean })[] = [
    { to: '/jobs', label: 'Jobs', section: 'Hiring', open: isOpen(access.hiring.jobs) },
    { to: '/candidates', label: 'Candidates', section: 'Hiring', open: isOpen(access.hiring.candidates) },
    { to: '/hires', label: 'Hires', section: 'Hiring', open: isOpen(access.hiring.hires) },
    { to: '/approvals', label: 'Approvals', section: 'Hiring', open: isOpen(access.hiring.hires) },
    {
      to: '/hiring-report',
      label: 'Report',
      section: 'Hiring',
      open: isOpen(access.hiring.candidates),
    },
    { to: '/employees', label: 'Employees', section: 'People', open: access.employees.length > 0 },
    { to: '/holds', label: 'Holds', section: 'People', open: isOpen(access.settings.connections) },
    {
      to: '/connections',
      label: 'Integrations',
      section: 'Settings',
      open: isOpen(access.settings.connections),
    },
    { to: '/company', label: 'Company', section: 'Settings', open: isOpen(access.settings.company) },
    {
      to: '/careers-page',
      label: 'Careers page',
      section: 'Settings',
      open: isOpen(access.settings.company),
    },
    { to: '/privacy', label: 'Privacy', section: 'Settings', open: isOpen(access.settings.company) },
    { to: '/keys', label: 'API keys', section: 'Settings', open: isOpen(access.settings.users) },
    { to: '/oauth-apps', label: 'Applications', section: 'Settings', open: isOpen(access.settings.users) },
    { to: '/users', label: 'Users', section: 'Settings', open: isOpen(access.settings.users) },
    {
      to: '/sandbox',
      label: 'Sandbox',
      section: 'Settings',
      open: kind === 'sandbox' && access.settings.company === 'edit',
    },
  ];
  return entries.filter((entry) => entry.open).map(({ open: _, ...entry }) => entry);
}
