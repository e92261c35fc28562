// The company's own record: facts 2.14. No source shows the forms of the profile operations: they
// take and give the names of company_information. Pure.
import {
  type CompanyProfile,
  type CompanyProfilePatch,
  companyProfilePatch,
  JoineryError,
} from '@joinery/sdk';
import type { Body } from '../body.ts';

export function companyInformation({ legalName, displayName, address, phone }: CompanyProfile) {
  return { legalName, displayName, address, phone };
}

export function companyProfileView(profile: CompanyProfile) {
  return { ...companyInformation(profile), industryCodes: profile.industryCodes };
}

/** A merge patch (RFC 7396) of legal name, address and phone. @throws JoineryError `request.invalid` */
export function readInformation(body: Body): CompanyProfilePatch {
  const { address, ...rest } = valuesOf(body);
  // Null clears the address as a whole.
  const whole = address === null ? Object.fromEntries(parts.map((part) => [part, null])) : address;
  return parse({ ...rest, ...(whole === undefined ? {} : { address: whole }) });
}

const parts = ['line1', 'line2', 'city', 'state', 'zip', 'country'];

export function readDisplayName(body: Body): CompanyProfilePatch {
  return parse({ displayName: valuesOf(body).displayName ?? '' });
}

/** Numbers are taken as codes too. */
export function readIndustryCodes(body: Body): CompanyProfilePatch {
  const { industryCodes } = valuesOf(body);
  if (!Array.isArray(industryCodes))
    throw new JoineryError('request.invalid', 'industryCodes must be a list of codes.');
  return parse({
    industryCodes: industryCodes.map((code) => (typeof code === 'number' ? String(code) : code)),
  });
}

function valuesOf(body: Body): Record<string, unknown> {
  if (body.kind !== 'json') throw new JoineryError('request.invalid', 'A JSON object is expected.');
  return body.value;
}

function parse(values: Record<string, unknown>): CompanyProfilePatch {
  const { success, data, error } = companyProfilePatch.safeParse(values);
  if (success) return data;
  throw new JoineryError('request.invalid', 'The company is not described as it must be.', {
    issues: error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
