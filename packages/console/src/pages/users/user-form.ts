export interface UserValues {
  kind: 'person' | 'service';
  firstName: string;
  lastName: string;
  email: string;
  password: string;
  accessLevelId: string;
}

export const emptyUser: UserValues = {
  kind: 'person',
  firstName: '',
  lastName: '',
  email: '',
  password: '',
  accessLevelId: '',
};

export function checkUser(values: UserValues): Partial<Record<keyof UserValues, string>> {
  const problems: Partial<Record<keyof UserValues, string>> = {};
  if (values.accessLevelId === '') problems.accessLevelId = 'Choose an access level';
  if (values.kind === 'service') {
    if (values.firstName.trim() === '') problems.firstName = 'Say what it is for';
    return problems;
  }
  if (!/^\S+@\S+\.\S+$/.test(values.email.trim())) problems.email = 'Enter an e-mail address';
  if (values.password.length < 10) problems.password = 'Use at least 10 characters';
  return problems;
}

/** A service user has neither address nor password: it only owns API keys. */
export function toUserDraft(values: UserValues) {
  const { kind, accessLevelId } = values;
  const names = {
    firstName: values.firstName.trim(),
    lastName: kind === 'person' ? values.lastName.trim() : '',
  };
  if (kind === 'service') return { kind, ...names, accessLevelId };
  return { kind, ...names, email: values.email.trim(), password: values.password, accessLevelId };
}
