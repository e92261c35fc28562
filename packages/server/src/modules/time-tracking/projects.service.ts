// Projects and tasks: what worked time is booked on. Settings rights change them; people see those
// that they may book on.
import { JoineryError } from '@joinery/sdk';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import { listPeople } from '../employees/employees.service.ts';
import { listVisibleEmployees, type VisibleEmployee } from '../employees/visible-employees.service.ts';
import { insertEvents } from '../events/events.service.ts';
import * as repository from './projects.repository.ts';
import { projectsUpdated } from './time-tracking.events.ts';
import type { Project, ProjectInfo, Task } from './time-tracking.ts';
import { seesSomebodysTime } from './time-tracking-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

/** @throws JoineryError `access.forbidden` for who has to do with nobody's time. */
export async function listProjects(deps: Deps, principal: Principal): Promise<Project[]> {
  return inScene(deps, principal, async (scene) => {
    assertSees(scene);
    return view(scene, await repository.listProjects(scene.tx));
  });
}

/** @throws JoineryError `time_tracking.project_not_found`, `access.forbidden`. */
export async function readProject(deps: Deps, principal: Principal, id: number): Promise<Project> {
  return inScene(deps, principal, async (scene) => {
    assertSees(scene);
    const [project] = await view(scene, await repository.listProjects(scene.tx, [id]));
    if (project === undefined) throw noProject(id);
    return project;
  });
}

/** @throws JoineryError `time_tracking.task_not_found`, `access.forbidden`. */
export async function readTask(deps: Deps, principal: Principal, id: number): Promise<Task> {
  return inScene(deps, principal, async (scene) => {
    assertSees(scene);
    const [task] = await repository.listTasks(scene.tx, { id });
    const ids = task === undefined ? [] : [task.projectId];
    const [project] = await view(scene, await repository.listProjects(scene.tx, ids));
    if (task === undefined || project === undefined) throw noTask(id);
    return task;
  });
}

function assertSees(scene: Scene): void {
  if (!seesSomebodysTime(scene) && !hasArea(scene.principal, 'settings.company', 'view'))
    throw new JoineryError('access.forbidden', 'Your access level does not show projects.');
}

// Whoever does not look after the settings sees projects to book on, and people in scope.
async function view(scene: Scene, projects: Project[]): Promise<Project[]> {
  const { tx, principal } = scene;
  if (hasArea(principal, 'settings.company', 'view')) return projects;
  const me = principal.employeeId;
  const [self] = me === null ? [] : await listPeople(tx, { ids: [me] });
  const visible = await listVisibleEmployees(
    scene,
    projects.flatMap(({ employeeNumbers }) => employeeNumbers),
  );
  return projects
    .map((project) => ({
      ...project,
      employeeNumbers: project.employeeNumbers.filter((n) => visible.has(n) || n === self?.number),
    }))
    .filter(({ openToAll, employeeNumbers }) => openToAll || employeeNumbers.length > 0);
}

export interface TaskInput {
  name: string;
  billable: boolean;
}

export interface ProjectInput extends repository.ProjectRow {
  employeeNumbers: number[];
}

/**
 * @throws JoineryError `time_tracking.name_taken`, `request.invalid` for people who cannot be named,
 * `access.forbidden`.
 */
export async function createProject(
  deps: Deps,
  principal: Principal,
  { tasks, ...input }: ProjectInput & { tasks: TaskInput[] },
): Promise<Project> {
  return inSettings(deps, principal, async (scene) => {
    const { tx } = scene;
    const id = await repository.insertProject(tx, principal.companyId, input);
    if (id === undefined) throw nameTaken();
    await assign(scene, id, input.employeeNumbers);
    for (const task of tasks) await insertTask(scene, { ...task, projectId: id });
    return after(scene, id);
  });
}

/** @throws JoineryError `time_tracking.project_not_found`, and otherwise as createProject. */
export async function changeProject(
  deps: Deps,
  principal: Principal,
  id: number,
  change: Partial<ProjectInput>,
): Promise<Project> {
  return inSettings(deps, principal, async (scene) => {
    const before = await getProject(scene, id);
    const project = { ...before, ...change };
    if (await repository.hasProjectNamed(scene.tx, project.name, id)) throw nameTaken();
    await repository.updateProject(scene.tx, id, project);
    if (change.employeeNumbers !== undefined) await assign(scene, id, change.employeeNumbers);
    return after(scene, id);
  });
}

/** @throws JoineryError `time_tracking.project_not_found`, `time_tracking.project_in_use`, `access.forbidden`. */
export async function removeProject(deps: Deps, principal: Principal, id: number): Promise<void> {
  await inSettings(deps, principal, async (scene) => {
    await getProject(scene, id);
    if (await repository.isBooked(scene.tx, { projectId: id })) throw inUse();
    await repository.removeProject(scene.tx, id);
    await tell(scene, id);
  });
}

/** @throws JoineryError `time_tracking.project_not_found`, `time_tracking.name_taken`, `access.forbidden`. */
export async function addTask(
  deps: Deps,
  principal: Principal,
  projectId: number,
  input: TaskInput,
): Promise<Task> {
  return inSettings(deps, principal, async (scene) => {
    const project = await getProject(scene, projectId);
    const task = { ...input, projectId };
    const id = await insertTask(scene, task);
    if (!project.hasTasks)
      await repository.updateProject(scene.tx, projectId, { ...project, hasTasks: true });
    await tell(scene, projectId);
    return { id, ...task };
  });
}

/** @throws JoineryError `time_tracking.task_not_found`, `time_tracking.name_taken`, `access.forbidden`. */
export async function changeTask(
  deps: Deps,
  principal: Principal,
  id: number,
  change: Partial<TaskInput>,
): Promise<Task> {
  return inSettings(deps, principal, async (scene) => {
    const { task, project } = await getTask(scene, id);
    const changed = { ...task, ...change };
    const same = (other: Task) => other.name.toLowerCase() === changed.name.toLowerCase();
    if (project.tasks.some((other) => other.id !== id && same(other))) throw nameTaken();
    await repository.updateTask(scene.tx, id, changed);
    await tell(scene, project.id);
    return changed;
  });
}

/** @throws JoineryError `time_tracking.task_not_found`, `time_tracking.project_in_use`, `access.forbidden`. */
export async function removeTask(deps: Deps, principal: Principal, id: number): Promise<void> {
  await inSettings(deps, principal, async (scene) => {
    const { project } = await getTask(scene, id);
    if (await repository.isBooked(scene.tx, { projectId: project.id, taskId: id })) throw inUse();
    await repository.removeTask(scene.tx, id);
    await tell(scene, project.id);
  });
}

export interface ProjectChoice {
  projectId: number | null;
  taskId: number | null;
}

/**
 * What an employee's time is booked on.
 *
 * @throws JoineryError `request.invalid` for a project that the employee cannot book on, or a task
 * that the project does not have.
 */
export async function chooseProject(
  { tx }: Scene,
  employee: Pick<VisibleEmployee, 'number'>,
  { projectId, taskId }: ProjectChoice,
): Promise<ProjectInfo | null> {
  if (projectId === null) {
    if (taskId !== null) throw invalid('taskId', 'A task needs its project.');
    return null;
  }
  await repository.lockProject(tx, projectId, 'use');
  const [project] = await repository.listProjects(tx, [projectId]);
  const isOpen = project?.openToAll === true || project?.employeeNumbers.includes(employee.number);
  if (project === undefined || isOpen !== true)
    throw invalid('projectId', `The employee has no project ${projectId}.`);
  if (taskId === null) return { project, task: null };
  const task = project.tasks.find(({ id }) => id === taskId);
  if (task === undefined) throw invalid('taskId', `The project has no task ${taskId}.`);
  return { project, task };
}

async function inSettings<T>(
  deps: Deps,
  principal: Principal,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  assertArea(principal, 'settings.company', 'edit');
  return inScene(deps, principal, work);
}

async function getProject({ tx }: Scene, id: number): Promise<Project> {
  await repository.lockProject(tx, id, 'change');
  const [project] = await repository.listProjects(tx, [id]);
  if (project === undefined) throw noProject(id);
  return project;
}

async function getTask(scene: Scene, id: number): Promise<{ task: Task; project: Project }> {
  const [known] = await repository.listTasks(scene.tx, { id });
  if (known === undefined) throw noTask(id);
  const project = await getProject(scene, known.projectId);
  const task = project.tasks.find((one) => one.id === id);
  if (task === undefined) throw noTask(id);
  return { task, project };
}

async function insertTask({ tx, principal }: Scene, task: Omit<Task, 'id'>): Promise<number> {
  const id = await repository.insertTask(tx, principal.companyId, task);
  if (id === undefined) throw nameTaken();
  return id;
}

async function assign(scene: Scene, projectId: number, numbers: number[]): Promise<void> {
  const employees = await listVisibleEmployees(scene, numbers);
  const unknown = numbers.find((number) => !employees.has(number));
  if (unknown !== undefined) throw invalid('employeeIds', `There is no employee ${unknown}.`);
  const ids = [...employees.values()].map(({ id }) => id);
  await repository.setEmployees(scene.tx, scene.principal.companyId, projectId, ids);
}

async function after(scene: Scene, id: number): Promise<Project> {
  await tell(scene, id);
  const [project] = await repository.listProjects(scene.tx, [id]);
  if (project === undefined) throw noProject(id);
  return project;
}

async function tell({ tx, principal: { companyId } }: Scene, projectId: number): Promise<void> {
  await insertEvents(tx, companyId, [projectsUpdated(companyId, projectId)]);
}

function noProject(id: number): JoineryError {
  return new JoineryError('time_tracking.project_not_found', `There is no project ${id}.`);
}

function noTask(id: number): JoineryError {
  return new JoineryError('time_tracking.task_not_found', `There is no task ${id}.`);
}

function nameTaken(): JoineryError {
  return new JoineryError('time_tracking.name_taken', 'There is another one with this name.');
}

function inUse(): JoineryError {
  return new JoineryError('time_tracking.project_in_use', 'Worked time is booked on it.');
}

function invalid(path: string, message: string): JoineryError {
  return new JoineryError('request.invalid', message, { issues: [{ path, message }] });
}
