import type { VerifyCall } from '../recruiting.ts';
import { isObject, textAt, textOf, verifyHmac, wireOf } from '../recruiting-wire.ts';
import { knownWire } from './wire.ts';

/** Each event has a shape of its own: whatever names an application is taken for one, and read anew. */
export const verifyCall: VerifyCall = (key, call, own) => {
  const { webhook } = wireOf(knownWire, own);
  return webhook === null ? { valid: false } : verifyHmac(key, call, webhook, idsOf);
};

function idsOf(body: unknown): string[] {
  const data = isObject(body) && isObject(body.data) ? body.data : body;
  const isOne = isObject(data) && textOf(data.type) === 'applications';
  const ids = [
    textAt(data, 'application.id'),
    textAt(data, 'application_id'),
    isOne ? textAt(data, 'id') : null,
  ];
  return ids.flatMap((id) => id ?? []);
}
