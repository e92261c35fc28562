// Types of trainings and their categories: what a company has set up.
import { JoineryError } from '@joinery/sdk';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, type Scene } from '../employees/employee-scene.ts';
import { insertEvents } from '../events/events.service.ts';
import { hasRecordOf } from './training-records.repository.ts';
import { updated } from './trainings.events.ts';
import * as repository from './trainings.repository.ts';
import type { TrainingCategory, TrainingType } from './trainings.ts';
import { assertSeesTypes } from './trainings-scene.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

/** @throws JoineryError `access.forbidden`. */
export async function listCategories(deps: Deps, principal: Principal): Promise<TrainingCategory[]> {
  return inScene(deps, principal, async (scene) => {
    assertSeesTypes(scene);
    return repository.listCategories(scene.tx);
  });
}

/** @throws JoineryError `access.forbidden`, `request.invalid` for a name that is taken. */
export async function createCategory(
  deps: Deps,
  principal: Principal,
  name: string,
): Promise<TrainingCategory> {
  return inSettings(deps, principal, (scene) => addCategory(scene, name));
}

async function addCategory({ tx, principal }: Scene, name: string): Promise<TrainingCategory> {
  const category = await repository.insertCategory(tx, principal.companyId, name);
  if (category === undefined) throw invalid('There is a training category with this name.');
  await insertEvents(tx, principal.companyId, [updated(principal.companyId, { categoryId: category.id })]);
  return category;
}

/** @throws JoineryError `trainings.category_not_found`, `trainings.name_taken`, `access.forbidden`. */
export async function renameCategory(
  deps: Deps,
  principal: Principal,
  id: number,
  name: string,
): Promise<TrainingCategory> {
  return inSettings(deps, principal, async ({ tx }) => {
    await getCategory(tx, id);
    if (!(await repository.renameCategory(tx, id, name)))
      throw new JoineryError('trainings.name_taken', 'Another training category has this name.');
    await insertEvents(tx, principal.companyId, [updated(principal.companyId, { categoryId: id })]);
    return { id, name };
  });
}

/**
 * Removes a category; its types stay, without one.
 *
 * @throws JoineryError `trainings.category_not_found`, `access.forbidden`.
 */
export async function removeCategory(deps: Deps, principal: Principal, id: number): Promise<void> {
  await inSettings(deps, principal, async ({ tx }) => {
    await getCategory(tx, id);
    await repository.removeCategory(tx, id);
    await insertEvents(tx, principal.companyId, [updated(principal.companyId, { categoryId: id })]);
  });
}

async function getCategory(tx: Scene['tx'], id: number): Promise<TrainingCategory> {
  const category = await repository.findCategory(tx, { id });
  if (category === undefined)
    throw new JoineryError('trainings.category_not_found', `There is no training category ${id}.`);
  return category;
}

/** @throws JoineryError `access.forbidden`. */
export async function listTypes(deps: Deps, principal: Principal): Promise<TrainingType[]> {
  return inScene(deps, principal, async (scene) => {
    assertSeesTypes(scene);
    return repository.listTypes(scene.tx);
  });
}

export interface TypeInput extends Omit<TrainingType, 'id' | 'category'> {
  /** An id of a category, or a name: the category is made when there is none with it. */
  category: { id: number } | { name: string } | null;
}

/** @throws JoineryError `request.invalid` (unknown category, taken name), `access.forbidden`. */
export async function createType(deps: Deps, principal: Principal, input: TypeInput): Promise<TrainingType> {
  return inSettings(deps, principal, async (scene) => {
    const type = { ...checkType(input), category: await categoryFor(scene, input.category) };
    const id = await repository.insertType(scene.tx, principal.companyId, type);
    if (id === undefined) throw typeTaken();
    await insertEvents(scene.tx, principal.companyId, [updated(principal.companyId, { typeId: id })]);
    return { id, ...type };
  });
}

/** @throws JoineryError `trainings.type_not_found`, and otherwise as createType. */
export async function updateType(
  deps: Deps,
  principal: Principal,
  id: number,
  input: TypeInput,
): Promise<TrainingType> {
  return inSettings(deps, principal, async (scene) => {
    await getType(scene.tx, id);
    const type = { id, ...checkType(input), category: await categoryFor(scene, input.category) };
    if (!(await repository.updateType(scene.tx, type))) throw typeTaken();
    await insertEvents(scene.tx, principal.companyId, [updated(principal.companyId, { typeId: id })]);
    return type;
  });
}

/** @throws JoineryError `trainings.type_not_found`, `trainings.type_in_use`, `access.forbidden`. */
export async function removeType(deps: Deps, principal: Principal, id: number): Promise<void> {
  await inSettings(deps, principal, async ({ tx }) => {
    await repository.lockType(tx, id, 'change');
    await getType(tx, id);
    if (await hasRecordOf(tx, id))
      throw new JoineryError(
        'trainings.type_in_use',
        'Somebody has completed this training. Remove the records first.',
      );
    await repository.removeType(tx, id);
    await insertEvents(tx, principal.companyId, [updated(principal.companyId, { typeId: id })]);
  });
}

async function getType(tx: Scene['tx'], id: number): Promise<TrainingType> {
  const type = await repository.findType(tx, id);
  if (type === undefined)
    throw new JoineryError('trainings.type_not_found', `There is no training type ${id}.`);
  return type;
}

async function inSettings<T>(
  deps: Deps,
  principal: Principal,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  assertArea(principal, 'settings.company', 'edit');
  return inScene(deps, principal, work);
}

function checkType({ category: _, ...type }: TypeInput): Omit<TypeInput, 'category'> {
  if (type.dueDays !== null && !type.required)
    throw invalid('Only a required training can be due some days after the hire.');
  return type;
}

async function categoryFor(scene: Scene, wanted: TypeInput['category']): Promise<TrainingCategory | null> {
  if (wanted === null) return null;
  const known = await repository.findCategory(scene.tx, wanted);
  if (known !== undefined) return known;
  if ('id' in wanted) throw invalid(`There is no training category ${wanted.id}.`);
  return addCategory(scene, wanted.name);
}

function typeTaken(): JoineryError {
  return invalid('There is a training type with this name.');
}

function invalid(message: string): JoineryError {
  return new JoineryError('request.invalid', message);
}
