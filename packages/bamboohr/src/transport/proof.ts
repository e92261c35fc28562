import type { JsonObject } from '../json.ts';
import { isObject, optionalId } from '../json.ts';
import { type Address, readLocation } from './address.ts';
import type { Answer } from './answer.ts';
import { ProofError } from './failure.ts';

/** A thing that the provider has proved to have created. */
export interface Created {
  readonly id: string;
  /** The `Location` it was proved by. Read it for the id only; do not fetch it. */
  readonly location: string;
  readonly requestId: string | null;
  /** The body, when there was one. */
  readonly raw: JsonObject | null;
}

/** A change that the provider has accepted. */
export interface Written {
  readonly requestId: string | null;
  /** The body, when there was one; most writes are answered with none. */
  readonly raw: JsonObject | null;
}

/** Reads the answer to a create. Only an id from a `Location` of this company is proof. */
export function decodeCreated(address: Address): (answer: Answer) => Created {
  return (answer) => {
    const location = readLocation(answer.header('location'), answer.url, address);
    if ('problem' in location) throw new ProofError(`the answer ${answer.status} ${location.problem}`);
    const { raw, requestId } = decodeWritten(answer);
    const echoed = optionalId(raw?.id);
    if (echoed !== null && echoed !== location.id) {
      throw new ProofError(`the answer ${answer.status} names one id in Location and another in its body`);
    }
    return { id: location.id, location: location.url, requestId, raw };
  };
}

/** Reads the answer to a write: empty, or JSON. A page of HTML is no acceptance. */
export function decodeWritten(answer: Answer): Written {
  const body = answer.jsonOrEmpty();
  return { requestId: answer.requestId, raw: isObject(body) ? body : null };
}
