// Where people of a sandbox company work, and on what. Every sandbox has the same. Pure.
import { type Address, noAddress } from '../locations/locations.ts';
import { countries, provincesOf } from '../places/places.ts';
import type { ProjectInput, TaskInput } from '../time-tracking/projects.service.ts';
import { offices } from './people-sources.ts';

/** The address of the office that a location is called after. */
export function officeAddress(location: string): Address | undefined {
  const office = offices.find(({ name }) => name === location);
  if (office === undefined) return undefined;
  const country = countries.find(({ name }) => name === office.country);
  const state = country && provincesOf(country.id).find(({ name }) => name === office.state);
  return {
    ...noAddress,
    address1: '1 Harbour Street',
    city: office.city,
    stateId: state?.id ?? null,
    zipcode: office.zipcode,
    countryId: country?.id ?? null,
  };
}

type InventedProject = Omit<ProjectInput, 'employeeNumbers'> & { tasks: TaskInput[] };

const open = { openToAll: true, hasTasks: false, tasks: [] };

/** One with tasks, one that is billed, and one for named people only. */
export const projects: readonly InventedProject[] = [
  {
    ...open,
    name: 'Website Relaunch',
    billable: true,
    hasTasks: true,
    tasks: [
      { name: 'Design', billable: true },
      { name: 'Development', billable: true },
      { name: 'Meetings', billable: false },
    ],
  },
  { ...open, name: 'Customer Onboarding', billable: true },
  { ...open, name: 'Office Move', billable: false, openToAll: false },
];
