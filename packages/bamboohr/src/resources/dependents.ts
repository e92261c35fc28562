import {
  asArray,
  asFlag,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalId,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

export interface Dependent {
  readonly id: string;
  readonly employeeId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly relationship: string | null;
  readonly dateOfBirth: string | null;
  /** Numbers of social security and insurance are read masked only. */
  readonly maskedSsn: string | null;
  readonly isStudent: boolean;
  readonly raw: JsonObject;
}

export interface DependentInput {
  readonly employeeId: Id;
  readonly firstName?: string;
  readonly middleName?: string;
  readonly lastName?: string;
  readonly relationship?: string;
  readonly gender?: string;
  readonly ssn?: string;
  readonly sin?: string;
  /** `YYYY-MM-DD` */
  readonly dateOfBirth?: string;
  readonly addressLine1?: string;
  readonly addressLine2?: string;
  readonly city?: string;
  /** ISO code. */
  readonly state?: string;
  readonly zipCode?: string;
  readonly homePhone?: string;
  /** ISO code. */
  readonly country?: string;
  readonly isUsCitizen?: 'yes' | 'no';
  readonly isStudent?: 'yes' | 'no';
}

/**
 * Dependents of employees.
 *
 * Evidence: documented.
 */
export class Dependents {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists the dependents of one employee, or of everybody whose dependents the key's user may see. */
  async list(options: CallOptions & { readonly employeeId?: Id } = {}): Promise<Dependent[]> {
    const { employeeId } = options;
    const query = {
      employeeid: employeeId === undefined ? undefined : idSegment(employeeId, 'the employee id'),
    };
    return this.#transport.send(
      reading(
        { operation: 'dependents.list', path: ['employeedependents'], query },
        decodeDependents,
        options,
      ),
    );
  }

  /** Reads one dependent; an unknown one is a 400. */
  async get(id: Id, options: CallOptions = {}): Promise<Dependent> {
    const path = ['employeedependents', idSegment(id, 'the dependent id')];
    return this.#transport.send(reading({ operation: 'dependents.get', path }, decodeOne, options));
  }

  /** Adds a dependent. Sent exactly once. */
  async create(dependent: DependentInput, options: CallOptions = {}): Promise<Written> {
    return this.#transport.send(
      writing(
        { operation: 'dependents.create', path: ['employeedependents'], json: toWire(dependent) },
        options,
      ),
    );
  }

  /** Replaces all of a dependent: what is left out becomes empty. Sent exactly once. */
  async replace(id: Id, dependent: DependentInput, options: CallOptions = {}): Promise<Written> {
    const path = ['employeedependents', idSegment(id, 'the dependent id')];
    return this.#transport.send(
      writing({ operation: 'dependents.replace', method: 'PUT', path, json: toWire(dependent) }, options),
    );
  }
}

function toWire(dependent: DependentInput): Record<string, unknown> {
  return { ...dependent, employeeId: idSegment(dependent.employeeId, 'the employee id') };
}

// The key holds a space.
function decodeDependents(answer: Answer): Dependent[] {
  const body = asObject(answer.json(), 'the dependents');
  return asArray(body['Employee Dependents'], 'the dependents').map(toDependent);
}

function decodeOne(answer: Answer): Dependent {
  const body = asObject(answer.json(), 'the dependent');
  const wrapped = body['Employee Dependents'];
  const [first = isObject(wrapped) ? wrapped : body] = Array.isArray(wrapped) ? wrapped : [];
  return toDependent(first);
}

function toDependent(value: Json): Dependent {
  const raw = asObject(value, 'a dependent');
  return {
    id: asId(raw.id, 'the id of a dependent'),
    employeeId: optionalId(raw.employeeId),
    firstName: optionalText(raw.firstName),
    lastName: optionalText(raw.lastName),
    relationship: optionalText(raw.relationship),
    dateOfBirth: optionalDate(raw.dateOfBirth),
    maskedSsn: optionalText(raw.maskedSSN),
    isStudent: asFlag(raw.isStudent),
    raw,
  };
}
