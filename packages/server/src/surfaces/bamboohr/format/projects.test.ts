import { describe, expect, it } from 'vitest';
import type { Project } from '../../../modules/time-tracking/time-tracking.ts';
import {
  createdProject,
  projectValue,
  readProject,
  readProjectChange,
  readTask,
  readTaskChange,
} from './projects.ts';

const project: Project = {
  id: 3,
  name: 'Website',
  billable: true,
  openToAll: true,
  hasTasks: true,
  employeeNumbers: [],
  tasks: [{ id: 7, projectId: 3, name: 'Design', billable: false }],
};
const invalid = expect.objectContaining({ code: 'request.invalid' });

describe('a project', () => {
  it('names people only where not everybody may book on it', () => {
    expect(createdProject(project)).toEqual({ id: 3, name: 'Website', tasks: [{ id: 7, name: 'Design' }] });
    const closed = { ...project, openToAll: false, employeeNumbers: [4] };
    expect(createdProject(closed)).toMatchObject({ employeeIds: [4] });
    expect(projectValue(closed)).toEqual({
      id: 3,
      name: 'Website',
      employeeIds: [4],
      billable: true,
      allowAllEmployees: false,
      hasTasks: true,
      tasks: [{ id: 7, projectId: 3, name: 'Design', billable: false }],
    });
  });

  it('is read with its defaults', () => {
    expect(readProject({ name: ' Website ' })).toEqual({
      name: 'Website',
      billable: true,
      openToAll: true,
      hasTasks: false,
      employeeNumbers: [],
      tasks: [],
    });
    expect(readProject({ name: 'A', employeeIds: [4, '4'], tasks: [{ name: 'T' }] })).toMatchObject({
      openToAll: false,
      employeeNumbers: [4],
      hasTasks: true,
      tasks: [{ name: 'T', billable: true }],
    });
    expect(readProject({ name: 'A', allowAllEmployees: true, employeeIds: [4] }).employeeNumbers).toEqual([]);
  });

  it('is changed in what is named', () => {
    expect(readProjectChange({})).toEqual({});
    expect(readProjectChange({ billable: false })).toEqual({ billable: false });
    expect(readProjectChange({ employeeIds: [4] })).toEqual({ openToAll: false, employeeNumbers: [4] });
    expect(readProjectChange({ allowAllEmployees: true })).toEqual({ openToAll: true, employeeNumbers: [] });
    expect(readTaskChange({ name: 'B' })).toEqual({ name: 'B' });
  });

  it.each([
    [() => readProject({})],
    [() => readProject({ name: '' })],
    [() => readProject({ name: 'A', employeeIds: ['x'] })],
    [() => readProject({ name: 'A', tasks: [{}] })],
    [() => readProjectChange({ name: '' })],
    [() => readTask({ billable: true })],
    [() => readTaskChange({ billable: 'maybe' })],
  ])('is refused when it makes no sense: %#', (read) => {
    expect(read).toThrow(invalid);
  });
});
