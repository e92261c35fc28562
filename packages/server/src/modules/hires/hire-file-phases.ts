// The parts that put files of the application into the employee's files.
import { buffer } from 'node:stream/consumers';
import type { FileCategory, NewFile } from '@joinery/connectors';
import { type Attachment, type HireFile, type HireStepName, hireStepName, JoineryError } from '@joinery/sdk';
import { findHiringAttachment, getHiringFile } from '../candidates/candidates.service.ts';
import { listSentSizes, openCleaned } from '../documents/documents.service.ts';
import { employeeOf, type Phase, type Scene, type Sight, type WritingStep } from './hire-delivery.service.ts';
import { fileSteps } from './hire-plan.ts';
import { findCategory, toFileLook } from './hires.ts';

export const isFileStep = (step: HireStepName): step is HireStepName & WritingStep =>
  step === 'resume' || step === 'offer' || step.startsWith('file_');

export const filePhases: readonly Phase[] = hireStepName.options.filter(isFileStep).map((step) => ({
  step,
  lookStep: step,
  async look(scene) {
    const { file, wanted } = await findFile(scene, step);
    if (file === null)
      return step === 'resume' && scene.hire.request.files === null
        ? skipped('The candidate has no résumé.')
        : fileGone();
    const categories = await scene.actions.listFileCategories(employeeOf(scene));
    const sizes = await listSentSizes(scene.context, documentOf(scene, file));
    const look = toFileLook(categories, { name: file.name, sizes }, wanted);
    const note = look.answer === 'skip' || look.answer === 'doubtful' ? describeCategory(wanted) : null;
    return { look, proof: { categories: categories.length }, note };
  },
  async prepare(scene) {
    const { file, wanted } = await findFile(scene, step);
    const category = findCategory(await scene.actions.listFileCategories(employeeOf(scene)), wanted);
    if (category === undefined || file === null)
      throw new JoineryError('files.not_found', 'The file or its category went away meanwhile.');
    return scene.actions.prepareUpload(employeeOf(scene), await toNewFile(scene, file, category));
  },
}));

type Wanted = Pick<HireFile, 'kind' | 'categoryId' | 'category'>;

async function findFile(
  { context, principal, hire }: Scene,
  step: HireStepName,
): Promise<{ file: Attachment | null; wanted: Wanted }> {
  const { applicationId, request } = hire;
  if (request.files === null) {
    const { resume } = await getHiringFile(context, principal, applicationId);
    return { file: resume, wanted: { kind: 'resume', categoryId: null } };
  }
  const wanted = fileSteps(request.files).get(step);
  if (wanted === undefined) return { file: null, wanted: { kind: 'other', categoryId: null } };
  const file = await findHiringAttachment(context, principal, applicationId, wanted.attachmentId);
  return { file, wanted };
}

async function toNewFile(scene: Scene, file: Attachment, { id: categoryId }: FileCategory): Promise<NewFile> {
  const { name, contentType, open } = await openCleaned(scene.context, documentOf(scene, file));
  return { categoryId, name, contentType, bytes: new Uint8Array(await buffer(await open())) };
}

function documentOf({ principal: { companyId } }: Scene, { fileId }: Attachment) {
  return { companyId, fileId };
}

function describeCategory({ kind, categoryId, category }: Wanted): string {
  if (categoryId === null && category !== undefined)
    return `The account has no file category “${category}” that takes files.`;
  if (categoryId !== null) return 'The chosen file category is gone, or takes no files.';
  return `The account has no file category for ${kinds[kind]} that takes files.`;
}

const kinds: Record<HireFile['kind'], string> = {
  resume: 'résumés',
  cover_letter: 'cover letters',
  offer: 'offers',
  other: 'other files',
};

function fileGone(): Sight {
  return {
    look: { answer: 'doubtful', doubt: 'file_gone', employees: [] },
    proof: {},
    note: 'The file is not with the candidate any more.',
  };
}

function skipped(note: string): Sight {
  return { look: { answer: 'skip' }, proof: {}, note };
}
