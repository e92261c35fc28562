import { readProfile, updateProfile } from '../../modules/companies/company-profile.service.ts';
import { type Answer, json } from './answer.ts';
import { type Area, type Call, needing } from './call.ts';
import {
  companyInformation,
  companyProfileView,
  readDisplayName,
  readIndustryCodes,
  readInformation,
} from './format/company.ts';

export const company: Area = {
  style: 'plain',
  handlers: { 'GET /v1/company_information': getInformation },
};

/** Newer, with newer errors. */
export const companyProfile: Area = {
  style: 'problem',
  handlers: {
    'GET /v1/company-profile-integrations': getProfile,
    'PUT /v1/company-profile-data/display-name': needing('settings.company', 'edit', putDisplayName),
    'PUT /v1/company-profile-data/industry-codes': needing('settings.company', 'edit', putIndustryCodes),
  },
};

/** Here a bad value is 422. */
export const companyPatch: Area = {
  style: 'locations',
  handlers: {
    'PATCH /v1/company-profile-data/company-information': needing(
      'settings.company',
      'edit',
      patchInformation,
    ),
  },
};

async function getInformation({ context, principal }: Call): Promise<Answer> {
  return json(companyInformation(await readProfile(context, principal)));
}

async function getProfile({ context, principal }: Call): Promise<Answer> {
  return json(companyProfileView(await readProfile(context, principal)));
}

async function patchInformation({ context, principal, body }: Call): Promise<Answer> {
  return json(companyInformation(await updateProfile(context, principal, readInformation(body()))));
}

async function putDisplayName({ context, principal, body }: Call): Promise<Answer> {
  const { displayName } = await updateProfile(context, principal, readDisplayName(body()));
  return json({ displayName });
}

async function putIndustryCodes({ context, principal, body }: Call): Promise<Answer> {
  const { industryCodes } = await updateProfile(context, principal, readIndustryCodes(body()));
  return json({ industryCodes });
}
