// The list of changed employees: facts 2.8. Pure.
import { showInstant } from './values.ts';
import { element, type XmlElement } from './xml.ts';

export interface Changed {
  latest: Date;
  changes: { number: number; action: 'Inserted' | 'Updated' | 'Deleted'; at: Date }[];
}

/** `employees` is an object by id, `{}` when nothing changed. Of a whole company it is long: no object is made of it. */
export function changesJson({ latest, changes }: Changed): string {
  const employees = changes.map(
    ({ number, action, at }) =>
      `"${number}":{"id":"${number}","action":"${action}","lastChanged":"${showInstant(at)}"}`,
  );
  return `{"latest":"${showInstant(latest)}","employees":{${employees.join(',')}}}`;
}

export function changesXml({ latest, changes }: Changed): XmlElement {
  return element(
    'employees',
    { latest: showInstant(latest) },
    changes.map(({ number, action, at }) =>
      element('employee', { id: number, action, lastChanged: showInstant(at) }, []),
    ),
  );
}
