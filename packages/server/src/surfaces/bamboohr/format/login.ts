import type { LoggedIn } from '../../../modules/keys/login-keys.service.ts';
import { element, type XmlElement } from './xml.ts';

export interface LoginAnswer extends LoggedIn {
  /** Everything before the version, as the caller writes it. */
  apiUrl: string;
}

export function loginJson({ userNumber, employeeNumber, key, apiUrl }: LoginAnswer): string {
  return JSON.stringify({ success: true, userId: userNumber, employeeId: employeeNumber, key, apiUrl });
}

/** Of the XML form only the attribute of the root is known. */
export function loginXml({ userNumber, employeeNumber, key, apiUrl }: LoginAnswer): XmlElement {
  return element('result', { response: 'authenticated' }, [
    element('userId', {}, String(userNumber)),
    element('employeeId', {}, employeeNumber === null ? '' : String(employeeNumber)),
    element('key', {}, key),
    element('apiUrl', {}, apiUrl),
  ]);
}
