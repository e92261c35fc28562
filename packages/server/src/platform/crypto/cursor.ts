// Cursors of lists: opaque to clients, and only good for the list, filter and company that they
// were handed out for. Nothing in them is secret; the proof is against tampering.
import { timingSafeEqual } from 'node:crypto';
import { JoineryError } from '@joinery/sdk';
import type { Secrets } from './seal.ts';

const proofLength = 32;

/** @param list names the company, the list and its filter */
export function toCursor(secrets: Pick<Secrets, 'mac'>, list: string, after: string): string {
  const text = Buffer.from(after, 'utf8').toString('base64url');
  return `${text}.${proofOf(secrets, list, text)}`;
}

/** @throws JoineryError `request.invalid` for a cursor that was not made here for this list. */
export function fromCursor(secrets: Pick<Secrets, 'mac'>, list: string, cursor: string): string {
  const [text = '', proof = '', ...rest] = cursor.split('.');
  const right = Buffer.from(proofOf(secrets, list, text));
  const given = Buffer.from(proof);
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right))
    throw new JoineryError('request.invalid', 'The cursor is not one of this list.', {
      issues: [{ path: 'querystring.cursor', message: 'expected the nextCursor of an earlier page' }],
    });
  return Buffer.from(text, 'base64url').toString('utf8');
}

function proofOf(secrets: Pick<Secrets, 'mac'>, list: string, text: string): string {
  return secrets.mac('cursor', JSON.stringify([list, text])).slice(0, proofLength);
}
