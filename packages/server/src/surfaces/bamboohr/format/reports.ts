// Custom reports: facts 4.2. Pure.
import type { EmployeeView } from '../../../modules/employees/employees.service.ts';
import type { FindField } from '../catalogue.ts';
import { type Shape, shownFields } from './employees.ts';
import { objectText } from './json.ts';
import { fieldId } from './metadata.ts';
import { element, field, type XmlElement } from './xml.ts';

interface ReportField {
  /** Asked by number, it is a number here and text in the rows. */
  id: string | number;
  type: string;
  name: string;
}

// Reports call some fields otherwise than the catalogue does.
const reportNames: Record<string, { type: string; name: string }> = {
  id: { type: 'int', name: 'EEID' },
  bestEmail: { type: 'email', name: 'Email' },
  supervisor: { type: 'text', name: 'Supervisor name' },
  supervisorId: { type: 'text', name: 'Supervisor ID' },
  exempt: { type: 'exempt', name: 'Overtime Status' },
  payPer: { type: 'paid_per', name: 'Paid per' },
};

/** Each row begins with the id; fields that nobody in it may be seen of are left out. */
export function reportJson(title: string, views: EmployeeView[], shape: Shape): string {
  const fields = JSON.stringify(reportFields(views, shape));
  const rows = views.map((view) => objectText([['id', String(view.number)], ...shownFields(view, shape)]));
  return `{"title":${JSON.stringify(title)},"fields":${fields},"employees":[${rows.join(',')}]}`;
}

export function reportXml(title: string, views: EmployeeView[], shape: Shape): XmlElement {
  const fieldset = reportFields(views, shape).map(({ id, type, name }) =>
    element('field', { id, type }, name),
  );
  const people = views.map((view) =>
    element(
      'employee',
      { id: view.number },
      shownFields(view, shape).map(([name, value]) => field(name, value)),
    ),
  );
  return element('report', {}, [
    element('title', {}, title),
    element('fieldset', {}, fieldset),
    element('employees', {}, people),
  ]);
}

function reportFields(views: EmployeeView[], { names, fieldOf }: Shape): ReportField[] {
  const visible = new Set(views.flatMap(({ values }) => Object.keys(values)));
  return names
    .filter((name) => visible.has(name))
    .map((name) => ({ id: fieldId(name), ...describe(name, fieldOf) }));
}

function describe(id: string, fieldOf: FindField): { type: string; name: string } {
  const { alias, type, name } = fieldOf(id);
  return reportNames[alias ?? id] ?? { type, name };
}
