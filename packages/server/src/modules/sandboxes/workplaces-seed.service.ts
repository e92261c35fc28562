// Gives the offices of a sandbox company their addresses, and its people projects to book time on.
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { listLocations, updateLocation } from '../locations/locations.service.ts';
import { createProject } from '../time-tracking/projects.service.ts';
import { officeAddress, projects } from './workplaces.ts';

/** After the people: locations are there when somebody works at them. */
export async function seedWorkplaces(
  context: Context,
  principal: Principal,
  { employees }: { employees: number },
): Promise<void> {
  const { locations } = await listLocations(context, principal, { from: 0, size: 100 });
  for (const { id, label } of locations) {
    const address = officeAddress(label);
    if (address !== undefined) await updateLocation(context, principal, id, { label, address });
  }
  // Managers have the lowest numbers.
  const movers = [1, 2, 3].filter((number) => number <= employees);
  for (const project of projects)
    await createProject(context, principal, { ...project, employeeNumbers: project.openToAll ? [] : movers });
}
