// What a handler gets to work with, and the shape of the tables of handlers.
import { Readable } from 'node:stream';
import { type Area as AccessArea, assertArea } from '../../modules/access/areas.ts';
import type { Principal } from '../../modules/access/principal.ts';
import type { Context } from '../../modules/context.ts';
import type { SignInLimit } from '../attempt-limit.ts';
import type { PhotoUrl } from '../photo-urls.ts';
import { type Answer, jsonText, xml } from './answer.ts';
import type { Body, Values } from './body.ts';
import type { ErrorStyle } from './errors.ts';
import type { Form } from './form.ts';
import { documentText, type XmlElement } from './format/xml.ts';
import { type Form as AnswerForm, negotiate } from './negotiation.ts';
import type { OperationId } from './operations.ts';

export interface Call {
  context: Context;
  principal: Principal;
  params: Record<string, string>;
  query: Record<string, string>;
  /** Every value of a parameter that was given several times. */
  queryAll: Record<string, string[]>;
  accept: string | undefined;
  contentType: string | undefined;
  /** `scheme://host/prefix` as this caller writes it; new records are located under it. */
  baseUrl: string;
  /** Addresses of photos on the caller's own host. */
  photoUrl: PhotoUrl;
  body(): Body;
  values(): Values;
  /** The items of a body that is a JSON list. */
  list(): unknown[];
  /** The items of a JSON list, or the texts of the elements of this name in an XML document. */
  listOrXml(element: string): unknown[];
  /** The fields of a body that is no multipart form: form-encoded, or a JSON object of texts. */
  fields(): Record<string, string>;
  /** Where the caller is, as far as the proxies are believed. */
  address: string;
  signIns: SignInLimit;
  isForm(): boolean;
  form(): Promise<Form>;
}

export type Handler = (call: Call) => Promise<Answer>;

/** The operations of one area, and how it words its errors. */
export interface Area {
  style: ErrorStyle;
  handlers: Record<OperationId, Handler>;
  /** Its operations ask for no credentials; their principal has no rights. */
  open?: true;
  /**
   * Operations that only read, and answer whole: they begin while the database is asked whether the
   * caller is who the key was the last time, and what they answer is dropped if not.
   */
  eager?: readonly OperationId[];
}

/**
 * Judges a right before anything of the request is read, so that nobody is told what is wrong with a
 * request that they may not make. The service judges again.
 */
export function needing(area: AccessArea, need: 'view' | 'edit', handler: Handler): Handler {
  return async (call) => {
    assertArea(call.principal, area, need);
    return handler(call);
  };
}

/** Answers in the form that the caller asked for; only that form is built. `lists` as in negotiate. */
export function inForm(
  call: Call,
  forms: { json: () => string; xml: () => XmlElement },
  lists?: AnswerForm,
): Answer {
  const { format } = call.query;
  if (negotiate(call.accept, format, lists) === 'xml') return xml(documentText(forms.xml()));
  const answer = jsonText(forms.json());
  // Recorded with a charset where the address asks, and without one where the header does.
  if (format?.toLowerCase() === 'json') answer.headers['content-type'] = 'application/json; charset=UTF-8';
  return answer;
}

/** As inForm, for what is sent while it is made. */
export function inFormPiecewise(
  call: Call,
  forms: { json: () => AsyncIterable<string>; xml: () => AsyncIterable<string> },
): Answer {
  const form = negotiate(call.accept, call.query.format);
  return { ...(form === 'json' ? jsonText('') : xml('')), body: Readable.from(forms[form]()) };
}

export function isFalse(text: string | undefined): boolean {
  return ['false', '0', 'no'].includes(text?.toLowerCase() ?? '');
}
