import {
  arrayOrEmpty,
  asArray,
  asId,
  asObject,
  type Json,
  type JsonObject,
  optionalId,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { assertValues, type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

export interface ProjectTask {
  readonly id: string;
  /** Null in the answer to a project's creation, which tells tasks by id and name only. */
  readonly projectId: string | null;
  readonly name: string | null;
  /** Null when the provider did not say. */
  readonly billable: boolean | null;
  readonly raw: JsonObject;
}

export interface Project {
  readonly id: string;
  readonly name: string | null;
  /** Null when the provider did not say, as after a creation; likewise the next two. */
  readonly billable: boolean | null;
  readonly allowAllEmployees: boolean | null;
  readonly hasTasks: boolean | null;
  readonly tasks: readonly ProjectTask[];
  /** Who may book on it; null when everybody may. */
  readonly employeeIds: readonly string[] | null;
  readonly raw: JsonObject;
}

export interface TaskInput {
  readonly name: string;
  /** Default true. */
  readonly billable?: boolean;
}

export interface ProjectChange {
  readonly name?: string;
  readonly billable?: boolean;
  readonly allowAllEmployees?: boolean;
  /** Given: only these may book on it. */
  readonly employeeIds?: readonly Id[];
  readonly hasTasks?: boolean;
}

export interface ProjectInput extends ProjectChange {
  /** Not the name of another project: 409. */
  readonly name: string;
  readonly tasks?: readonly TaskInput[];
}

/**
 * Projects and tasks that worked time is booked on.
 *
 * Evidence: `create` is documented with its form. Of the others only the paths are, which take and give the
 * same form here; accounts that do not have them yet answer 501.
 */
export class Projects {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists all projects with their tasks. */
  async list(options: CallOptions = {}): Promise<Project[]> {
    return this.#transport.send(
      reading(
        { operation: 'projects.list', path: projectsPath },
        (answer) => asArray(answer.json(), 'the projects').map(toProject),
        options,
      ),
    );
  }

  /** Reads a project with its tasks; 404 when there is none. */
  async get(id: Id, options: CallOptions = {}): Promise<Project> {
    return this.#transport.send(
      reading({ operation: 'projects.get', path: projectPath(id) }, decodeProject, options),
    );
  }

  /** Adds a project with its tasks. Sent exactly once. */
  async create(project: ProjectInput, options: CallOptions = {}): Promise<Project> {
    assertName(project.name);
    return this.#transport.send(
      writing(
        {
          operation: 'projects.create',
          path: ['time_tracking', 'projects'],
          json: toWire(project),
          expect: [201],
        },
        options,
        decodeProject,
      ),
    );
  }

  /** Changes what is named, and nothing else. Sent exactly once. */
  async update(id: Id, change: ProjectChange, options: CallOptions = {}): Promise<Project> {
    assertValues({ ...change });
    const path = projectPath(id);
    return this.#transport.send(
      writing(
        { operation: 'projects.update', method: 'PATCH', path, json: toWire(change) },
        options,
        decodeProject,
      ),
    );
  }

  /** Removes a project that nobody has booked on; 409 otherwise. Sent exactly once. */
  async remove(id: Id, options: CallOptions = {}): Promise<Written> {
    const path = projectPath(id);
    return this.#transport.send(
      writing({ operation: 'projects.remove', method: 'DELETE', path, expect: [200, 204] }, options),
    );
  }

  /** Lists a project's tasks. */
  async tasks(projectId: Id, options: CallOptions = {}): Promise<ProjectTask[]> {
    const path = [...projectPath(projectId), 'tasks'];
    return this.#transport.send(
      reading(
        { operation: 'projects.tasks', path },
        (answer) => asArray(answer.json(), 'the tasks').map(toTask),
        options,
      ),
    );
  }

  /** Reads a task by its own id; 404 when there is none. */
  async task(id: Id, options: CallOptions = {}): Promise<ProjectTask> {
    return this.#transport.send(
      reading({ operation: 'projects.task', path: taskPath(id) }, decodeTask, options),
    );
  }

  /** Adds a task to a project. Sent exactly once. */
  async addTask(projectId: Id, task: TaskInput, options: CallOptions = {}): Promise<ProjectTask> {
    assertName(task.name);
    const path = [...projectPath(projectId), 'tasks'];
    return this.#transport.send(
      writing({ operation: 'projects.addTask', path, json: task, expect: [201] }, options, decodeTask),
    );
  }

  /** Changes what is named, and nothing else. Sent exactly once. */
  async updateTask(id: Id, change: Partial<TaskInput>, options: CallOptions = {}): Promise<ProjectTask> {
    assertValues({ ...change });
    const path = taskPath(id);
    return this.#transport.send(
      writing({ operation: 'projects.updateTask', method: 'PATCH', path, json: change }, options, decodeTask),
    );
  }

  /** Removes a task that nobody has booked on; 409 otherwise. Sent exactly once. */
  async removeTask(id: Id, options: CallOptions = {}): Promise<Written> {
    const path = taskPath(id);
    return this.#transport.send(
      writing({ operation: 'projects.removeTask', method: 'DELETE', path, expect: [200, 204] }, options),
    );
  }
}

const projectsPath = ['time-tracking', 'projects'];

function projectPath(id: Id): string[] {
  return [...projectsPath, idSegment(id, 'the project id')];
}

function taskPath(id: Id): string[] {
  return ['time-tracking', 'tasks', idSegment(id, 'the task id')];
}

function assertName(name: string): void {
  if (name.trim() === '') throw new TypeError('BambooHr: "name" must not be blank');
}

function toWire({ employeeIds, ...rest }: ProjectChange): Record<string, unknown> {
  if (employeeIds === undefined) return rest;
  return { ...rest, employeeIds: employeeIds.map((id) => Number(idSegment(id, 'an employee id'))) };
}

function decodeProject(answer: Answer): Project {
  return toProject(answer.json());
}

function decodeTask(answer: Answer): ProjectTask {
  return toTask(answer.json());
}

function toProject(value: Json): Project {
  const raw = asObject(value, 'a project');
  return {
    id: asId(raw.id, 'the id of a project'),
    name: optionalText(raw.name),
    billable: flagOrNull(raw.billable),
    allowAllEmployees: flagOrNull(raw.allowAllEmployees),
    hasTasks: flagOrNull(raw.hasTasks),
    tasks: arrayOrEmpty(raw.tasks).map(toTask),
    employeeIds: Array.isArray(raw.employeeIds)
      ? raw.employeeIds.flatMap((id: Json) => optionalText(id) ?? [])
      : null,
    raw,
  };
}

function toTask(value: Json): ProjectTask {
  const raw = asObject(value, 'a task');
  return {
    id: asId(raw.id, 'the id of a task'),
    projectId: optionalId(raw.projectId),
    name: optionalText(raw.name),
    billable: flagOrNull(raw.billable),
    raw,
  };
}

function flagOrNull(value: Json | undefined): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
