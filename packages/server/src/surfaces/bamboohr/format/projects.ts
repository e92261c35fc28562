// Projects and tasks of worked time as this dialect shows them. The creation of a project is
// documented; of the other operations only the paths are, so their form is that of the creation,
// and tells what can be changed. Pure.
import { z } from 'zod';
import type { ProjectInput, TaskInput } from '../../../modules/time-tracking/projects.service.ts';
import type { Project, Task } from '../../../modules/time-tracking/time-tracking.ts';
import { check } from './time-off-input.ts';

/** People are named only where not everybody may book on the project. */
export function createdProject(project: Project) {
  return {
    id: project.id,
    name: project.name,
    tasks: project.tasks.map(({ id, name }) => ({ id, name })),
    ...(project.openToAll ? {} : { employeeIds: project.employeeNumbers }),
  };
}

export function projectValue(project: Project) {
  const { tasks: _, ...created } = createdProject(project);
  return {
    ...created,
    billable: project.billable,
    allowAllEmployees: project.openToAll,
    hasTasks: project.hasTasks,
    tasks: project.tasks.map(taskValue),
  };
}

export function taskValue({ id, projectId, name, billable }: Task) {
  return { id, projectId, name, billable };
}

const blank = (value: unknown): unknown => (value === null ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());

const nameIn = z.string().trim().min(1).max(200);
const idIn = z.union([
  z.int().nonnegative().max(999_999_999),
  z
    .string()
    .trim()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
const taskIn = z.object({ name: nameIn, billable: optional(z.boolean()) });
const projectIn = z.object({
  name: nameIn,
  billable: optional(z.boolean()),
  allowAllEmployees: optional(z.boolean()),
  employeeIds: optional(z.array(idIn).max(10_000)),
  hasTasks: optional(z.boolean()),
  tasks: optional(z.array(taskIn).max(500)),
});

/** @throws JoineryError `request.invalid`. */
export function readProject(value: unknown): ProjectInput & { tasks: TaskInput[] } {
  const sent = check(projectIn, value);
  const tasks = (sent.tasks ?? []).map((task) => ({ ...task, billable: task.billable ?? true }));
  const openToAll = sent.allowAllEmployees ?? sent.employeeIds === undefined;
  return {
    name: sent.name,
    billable: sent.billable ?? true,
    openToAll,
    hasTasks: tasks.length > 0 || (sent.hasTasks ?? false),
    employeeNumbers: openToAll ? [] : [...new Set(sent.employeeIds ?? [])],
    tasks,
  };
}

/** @throws JoineryError `request.invalid`. */
export function readProjectChange(value: unknown): Partial<ProjectInput> {
  const sent = check(projectIn.omit({ tasks: true }).partial(), value);
  const openToAll = sent.allowAllEmployees ?? (sent.employeeIds === undefined ? undefined : false);
  return {
    ...(sent.name !== undefined && { name: sent.name }),
    ...(sent.billable !== undefined && { billable: sent.billable }),
    ...(sent.hasTasks !== undefined && { hasTasks: sent.hasTasks }),
    ...(openToAll !== undefined && { openToAll }),
    ...(openToAll === true && { employeeNumbers: [] }),
    ...(openToAll === false &&
      sent.employeeIds !== undefined && { employeeNumbers: [...new Set(sent.employeeIds)] }),
  };
}

/** @throws JoineryError `request.invalid`. */
export function readTask(value: unknown): TaskInput {
  const { name, billable = true } = check(taskIn, value);
  return { name, billable };
}

/** @throws JoineryError `request.invalid`. */
export function readTaskChange(value: unknown): Partial<TaskInput> {
  const { name, billable } = check(taskIn.partial(), value);
  return { ...(name !== undefined && { name }), ...(billable !== undefined && { billable }) };
}
