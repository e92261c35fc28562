import { JoineryError } from '@joinery/sdk';
import {
  addTask,
  changeProject,
  changeTask,
  createProject,
  readProject as findProject,
  readTask as findTask,
  listProjects,
  removeProject,
  removeTask,
} from '../../modules/time-tracking/projects.service.ts';
import { type Answer, json } from './answer.ts';
import { type Area, type Call, needing } from './call.ts';
import {
  createdProject,
  projectValue,
  readProject,
  readProjectChange,
  readTask,
  readTaskChange,
  taskValue,
} from './format/projects.ts';
import { toNumber } from './params.ts';

export const projects: Area = {
  style: 'problem',
  handlers: {
    'POST /v1/time_tracking/projects': needing('settings.company', 'edit', (call) =>
      postProject(call, createdProject),
    ),
    'GET /v1/time-tracking/projects': getProjects,
    'POST /v1/time-tracking/projects': needing('settings.company', 'edit', (call) =>
      postProject(call, projectValue),
    ),
    'GET /v1/time-tracking/projects/{id}': getProject,
    'PATCH /v1/time-tracking/projects/{id}': needing('settings.company', 'edit', patchProject),
    'DELETE /v1/time-tracking/projects/{id}': deleteProject,
    'GET /v1/time-tracking/projects/{projectId}/tasks': getTasks,
    'POST /v1/time-tracking/projects/{projectId}/tasks': needing('settings.company', 'edit', postTask),
    'GET /v1/time-tracking/tasks/{id}': getTask,
    'PATCH /v1/time-tracking/tasks/{id}': needing('settings.company', 'edit', patchTask),
    'DELETE /v1/time-tracking/tasks/{id}': deleteTask,
  },
};

async function postProject(call: Call, show: typeof createdProject): Promise<Answer> {
  const project = await createProject(call.context, call.principal, readProject(call.values()));
  return json(show(project), 201);
}

async function getProjects(call: Call): Promise<Answer> {
  return json((await listProjects(call.context, call.principal)).map(projectValue));
}

async function getProject(call: Call): Promise<Answer> {
  return json(projectValue(await findProject(call.context, call.principal, projectId(call.params.id))));
}

async function patchProject(call: Call): Promise<Answer> {
  const change = readProjectChange(call.values());
  const id = projectId(call.params.id);
  return json(projectValue(await changeProject(call.context, call.principal, id, change)));
}

async function deleteProject(call: Call): Promise<Answer> {
  await removeProject(call.context, call.principal, projectId(call.params.id));
  return nothing();
}

async function getTasks(call: Call): Promise<Answer> {
  const id = projectId(call.params.projectId);
  return json((await findProject(call.context, call.principal, id)).tasks.map(taskValue));
}

async function postTask(call: Call): Promise<Answer> {
  const [id, input] = [projectId(call.params.projectId), readTask(call.values())];
  return json(taskValue(await addTask(call.context, call.principal, id, input)), 201);
}

async function getTask(call: Call): Promise<Answer> {
  return json(taskValue(await findTask(call.context, call.principal, taskId(call))));
}

async function patchTask(call: Call): Promise<Answer> {
  const [id, change] = [taskId(call), readTaskChange(call.values())];
  return json(taskValue(await changeTask(call.context, call.principal, id, change)));
}

async function deleteTask(call: Call): Promise<Answer> {
  await removeTask(call.context, call.principal, taskId(call));
  return nothing();
}

function projectId(text: string | undefined): number {
  const id = toNumber(text);
  if (id === undefined)
    throw new JoineryError('time_tracking.project_not_found', 'There is no such project.');
  return id;
}

function taskId({ params }: Call): number {
  const id = toNumber(params.id);
  if (id === undefined) throw new JoineryError('time_tracking.task_not_found', 'There is no such task.');
  return id;
}

function nothing(): Answer {
  return { status: 204, headers: {}, body: '' };
}
