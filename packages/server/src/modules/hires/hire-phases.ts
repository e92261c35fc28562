// The parts of a hand-off in their order: how each is looked for, and how it is written.
import { buffer } from 'node:stream/consumers';
import type { Finding } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import { getHiringFile } from '../candidates/candidates.service.ts';
import type { OpenableFile } from '../files/files.service.ts';
import type { Phase, Scene, Sight } from './hire-delivery.service.ts';
import { toNewEmployee } from './hire-fields.ts';
import {
  describeRows,
  findResumeCategory,
  toCreateLook,
  toProofLook,
  toResumeLook,
  toRowLook,
} from './hires.ts';

const createEmployee: Phase = {
  step: 'create',
  lookStep: 'search',
  async look({ actions, hire, uncertain }) {
    const search = await actions.searchEmployees(hire.marker, toNewEmployee(hire.fields));
    const look = toCreateLook(search, { sentBefore: uncertain, approved: hire.approved });
    const { marker, email, phone, birthDate, name, scanned } = search;
    const reasons = [marker, email, phone, birthDate, name].flatMap((one) =>
      one?.answer === 'unknown' ? [one.reason] : [],
    );
    return {
      look,
      proof: {
        marker: marker && shown(marker),
        email: shown(email),
        phone: shown(phone),
        birthDate: shown(birthDate),
        name: shown(name),
        scanned,
      },
      note: reasons.length === 0 ? null : [...new Set(reasons)].join(' '),
    };
  },
  async prepare({ actions, hire }) {
    return actions.prepareCreate(hire.marker, toNewEmployee(hire.fields));
  },
};

const readBack: Phase = {
  step: 'read_back',
  lookStep: 'read_back',
  async look(scene) {
    const { actions, hire, chosen } = scene;
    const proof = await actions.proveEmployee(employeeOf(scene), hire.marker, toNewEmployee(hire.fields));
    const { marker, different } = proof;
    return {
      look: toProofLook(proof, chosen),
      proof: { marker, different },
      note: different.length === 0 ? null : `BambooHR shows other values for ${different.join(', ')}.`,
    };
  },
};

const employmentStatus: Phase = {
  step: 'employment_status',
  lookStep: 'employment_status',
  async look(scene) {
    const rows = await scene.actions.listRows(employeeOf(scene), 'employmentStatus', statusOf(scene));
    return { look: toRowLook(rows), proof: { rows: rows.length }, note: describeRows(rows) };
  },
  async prepare(scene) {
    return scene.actions.prepareRow(employeeOf(scene), 'employmentStatus', statusOf(scene));
  },
};

const resume: Phase = {
  step: 'resume',
  lookStep: 'resume',
  async look(scene) {
    const file = await findResume(scene);
    if (file === null) return skipped('The candidate has no résumé.');
    const categories = await scene.actions.listFileCategories(employeeOf(scene));
    const look = toResumeLook(categories, file);
    if (look.answer === 'skip')
      return skipped('The account has no file category for résumés that takes files.');
    return { look, proof: { categories: categories.length }, note: null };
  },
  async prepare(scene) {
    const category = findResumeCategory(await scene.actions.listFileCategories(employeeOf(scene)));
    const file = await findResume(scene);
    if (category === undefined || file === null)
      throw new JoineryError('files.not_found', 'The résumé or its category went away meanwhile.');
    const bytes = new Uint8Array(await buffer(await file.open()));
    const { name, contentType } = file;
    return scene.actions.prepareUpload(employeeOf(scene), {
      categoryId: category.id,
      name,
      contentType,
      bytes,
    });
  },
};

export const phases: readonly Phase[] = [createEmployee, readBack, employmentStatus, resume];

function shown(finding: Finding): string | string[] {
  return finding.answer === 'found' ? finding.employees.map(({ id }) => id) : finding.answer;
}

function employeeOf({ employeeId }: Scene): string {
  if (employeeId === undefined) throw new Error('a part after the create runs without an employee');
  return employeeId;
}

function statusOf({ hire: { fields } }: Scene): { date: string; status: string } {
  const { hireDate: date, employmentStatus: status } = fields;
  if (status === undefined) throw new Error('a status row runs without a status');
  return { date, status };
}

async function findResume({ context, principal, hire }: Scene): Promise<OpenableFile | null> {
  return (await getHiringFile(context, principal, hire.applicationId)).resume;
}

function skipped(note: string): Sight {
  return { look: { answer: 'skip' }, proof: {}, note };
}
