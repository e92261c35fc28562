import type { JoineryClient } from '@joinery/sdk';

type SetupInput = Parameters<JoineryClient['setup']['create']>[0];

export interface SetupValues {
  token: string;
  name: string;
  slug: string;
  timeZone: string;
  currency: string;
  firstName: string;
  lastName: string;
  email: string;
  password: string;
}

const maxSlugLength = 63;

/** A short name made of a company's name: `Müller & Söhne GmbH` becomes `muller-sohne-gmbh`. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxSlugLength)
    .replace(/^-+|-+$/g, '');
}

export function checkSetup(values: SetupValues): Partial<Record<keyof SetupValues, string>> {
  const problems: Partial<Record<keyof SetupValues, string>> = {};
  if (values.token.trim() === '') problems.token = 'Enter the token from the server’s log';
  if (values.name.trim() === '') problems.name = 'Enter the company’s name';
  if (!/^[a-z0-9][a-z0-9-]*$/.test(values.slug)) problems.slug = 'Use lower-case letters, digits and hyphens';
  if (!/^[A-Z]{3}$/.test(values.currency)) problems.currency = 'Three letters such as USD';
  if (!/^\S+@\S+\.\S+$/.test(values.email.trim())) problems.email = 'Enter an e-mail address';
  if (values.password.length < 10) problems.password = 'Use at least 10 characters';
  return problems;
}

export function toSetupInput(values: SetupValues): SetupInput {
  return {
    token: values.token.trim(),
    company: {
      slug: values.slug,
      name: values.name.trim(),
      timeZone: values.timeZone,
      currency: values.currency,
    },
    user: {
      email: values.email.trim(),
      password: values.password,
      firstName: values.firstName.trim(),
      lastName: values.lastName.trim(),
    },
  };
}
