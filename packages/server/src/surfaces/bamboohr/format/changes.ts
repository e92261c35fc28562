// The list of changed employees: facts 2.8. Pure.
import { showInstant } from './values.ts';
import { element, type XmlElement } from './xml.ts';

export interface Changed {
  latest: Date;
  changes: { number: number; action: 'Inserted' | 'Updated' | 'Deleted'; at: Date }[];
}

/** `employees` is an object by id, `{}` when nothing changed. */
export function changesJson({ latest, changes }: Changed): string {
  const employees = changes.map(({ number, action, at }) => [
    String(number),
    { id: String(number), action, lastChanged: showInstant(at) },
  ]);
  return JSON.stringify({ latest: showInstant(latest), employees: Object.fromEntries(employees) });
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
