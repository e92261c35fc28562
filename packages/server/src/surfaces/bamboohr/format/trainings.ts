// Trainings as this dialect shows them: facts 2.13. JSON only: objects keyed by id, and a list
// where there is nothing. Pure.
import type { TrainingCategory, TrainingRecord, TrainingType } from '../../../modules/trainings/trainings.ts';

/** An empty map is `[]` here, as recorded. */
function keyedJson<T extends { id: number }>(items: T[], show: (item: T) => unknown): string {
  if (items.length === 0) return '[]';
  return JSON.stringify(Object.fromEntries(items.map((item) => [String(item.id), show(item)])));
}

export function categoriesJson(categories: TrainingCategory[]): string {
  return keyedJson(categories, categoryValue);
}

export function categoryValue({ id, name }: TrainingCategory) {
  return { id: String(id), name };
}

export function typesJson(types: TrainingType[]): string {
  return keyedJson(types, typeValue);
}

/** No category and no due date are `[]`, no renewal is 0: as recorded. */
export function typeValue(type: TrainingType) {
  return {
    id: String(type.id),
    name: type.name,
    renewable: type.renewalMonths !== null,
    frequency: type.renewalMonths === null ? 0 : String(type.renewalMonths),
    dueFromHireDate: type.dueDays === null ? [] : { unit: 'day', amount: String(type.dueDays) },
    required: type.required,
    category: type.category === null ? [] : categoryValue(type.category),
    linkUrl: type.linkUrl,
    description: type.description,
    allowEmployeesToMarkComplete: type.selfCompletion,
  };
}

export function recordsJson(records: TrainingRecord[]): string {
  return keyedJson(records, (record) => ({ ...recordValues(record), type: String(record.typeId) }));
}

/** Answers to writes differ from lists: no cost is a blank text, and a new record's type is a number. */
export function writtenRecord(record: TrainingRecord, type: string | number) {
  const values = recordValues(record);
  return { ...values, cost: values.cost ?? '', type };
}

function recordValues(record: TrainingRecord) {
  const text = (value: number | null) => (value === null ? null : String(value));
  return {
    id: String(record.id),
    employeeId: String(record.employeeNumber),
    completed: record.completedOn,
    notes: record.notes,
    instructor: record.instructor,
    credits: text(record.credits),
    hours: text(record.hours),
    cost: record.cost === null ? null : `${record.cost.value} ${record.cost.currency}`,
  };
}
