// The parts that are about who the employee is.
import type { ComparedRecord, EmployeeSearch, Finding } from '@joinery/connectors';
import { employeeOf, type Phase, type Scene, type Sight } from './hire-delivery.service.ts';
import { toNewEmployee } from './hire-fields.ts';
import { type SharedSearch, searchTogether } from './hire-search.service.ts';
import { mayBeOnePerson } from './hire-twins.ts';
import * as repository from './hires.repository.ts';
import { toComparedLook, toCreateLook, toPersonLook, toProofLook } from './hires.ts';

export const createEmployee: Phase = {
  step: 'create',
  lookStep: 'search',
  async look(scene) {
    const { hire, uncertain, mostSeen } = scene;
    // Before the search: whoever begins to look later sees this hire, which is marked as looking.
    const twin = uncertain || hire.approved ? undefined : await findTwin(scene);
    if (twin !== undefined)
      return {
        look: { answer: 'doubtful', doubt: 'hired_elsewhere', employees: [] },
        proof: { twin },
        note: `It is hire ${twin}.`,
      };
    const { search, listing } = await searchFor(scene);
    const isCut = search.scanned < mostSeen;
    const look = toCreateLook(search, { sentBefore: uncertain, approved: hire.approved, isCut });
    const { proof, note } = describeSearch(search);
    const less = `BambooHR listed ${search.scanned} employees, and ${mostSeen} before.`;
    return { look, proof: { ...proof, listing, run: hire.attempt }, note: isCut ? less : note };
  },
  async prepare(scene) {
    return scene.actions.prepareCreate(scene.hire.marker, employeeIn(scene));
  },
};

/** Before a record that a person named becomes the hire's: nobody else may have its marker. */
export const checkPerson: Phase = {
  step: 'search',
  lookStep: 'search',
  async look(scene) {
    const { search, listing } = await searchFor(scene);
    const { proof, note } = describeSearch(search);
    return { look: toPersonLook(search.marker, employeeOf(scene)), proof: { ...proof, listing }, note };
  },
};

export const reactivate: Phase = {
  step: 'reactivate',
  lookStep: 'reactivate',
  repeatable: true,
  async look(scene) {
    const { own, all } = await compareWithRecord(scene);
    // One request writes all of it: once something was sent, the marker proves that it arrived.
    const wasSent = (scene.steps.get('reactivate')?.attempts ?? 0) > 0;
    const compared = wasSent && scene.markerField !== null ? own : all;
    return {
      look: toComparedLook(compared, employeeOf(scene)),
      proof: { compared },
      note: compared === 'unknown' ? 'The API key does not see all that the hire writes there.' : null,
    };
  },
  async prepare(scene) {
    const { hire, actions, hidden = [] } = scene;
    const employee = toNewEmployee(hire.fields);
    const { toWrite } = await compareWithRecord(scene);
    const names = (Object.keys(employee) as (keyof typeof employee)[]).filter(
      (name) => toWrite.includes(name) || hidden.includes(name),
    );
    return actions.prepareReactivation(employeeOf(scene), hire.marker, employee, names);
  },
};

function compareWithRecord(scene: Scene): Promise<ComparedRecord> {
  const { marker, fields } = scene.hire;
  return scene.actions.compareReactivation(employeeOf(scene), marker, toNewEmployee(fields));
}

export const readBack: Phase = {
  step: 'read_back',
  lookStep: 'read_back',
  async look(scene) {
    const { actions, hire, chosen } = scene;
    const proof = await actions.proveEmployee(employeeOf(scene), hire.marker, employeeIn(scene));
    const { marker, different } = proof;
    // A former employee may have another name by now: without markers only who named the record knows.
    const isNamed = chosen || (marker === null && hire.request.person?.as === 'rehire');
    return {
      look: toProofLook(proof, isNamed),
      proof: { marker, different },
      note: different.length === 0 ? null : `BambooHR shows other values for ${different.join(', ')}.`,
    };
  },
};

/** Another hire that may be of the same person and is about to be sent. */
async function findTwin({ context, principal, hire }: Scene): Promise<string | undefined> {
  const others = await context.db.reading(principal.companyId, (tx) => repository.listUnderWay(tx, hire));
  return others.find(({ fields }) => mayBeOnePerson(hire.fields, fields))?.id;
}

function searchFor(scene: Scene): Promise<SharedSearch> {
  const { context, principal, hire } = scene;
  const { connectionId, marker } = hire;
  const wanted = { marker, employee: employeeIn(scene) };
  return searchTogether(context, { companyId: principal.companyId, connectionId }, wanted);
}

// A hire that an older build planned has no row for its job: its create says it, as it did there.
function employeeIn({ hire, steps }: Scene) {
  return toNewEmployee(hire.fields, { withJob: !steps.has('job_info') });
}

function describeSearch(search: EmployeeSearch): Pick<Sight, 'proof' | 'note'> {
  const { marker, email, phone, birthDate, name, scanned } = search;
  const reasons = [marker, email, phone, birthDate, name].flatMap((one) =>
    one?.answer === 'unknown' ? [one.reason] : [],
  );
  return {
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
}

function shown(finding: Finding): string | string[] {
  return finding.answer === 'found' ? finding.employees.map(({ id }) => id) : finding.answer;
}
