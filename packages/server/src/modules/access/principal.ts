import type { AccessDefinition, Company } from '@joinery/sdk';

/** Who acts, in which company, with which rights at this moment. Every service takes one. */
export interface Principal {
  companyId: string;
  company: Company;
  userId: string;
  userNumber: number;
  /** Name for timelines and receipts. */
  userName: string;
  /** The employee that the user is, when linked. */
  employeeId: string | null;
  levelId: string;
  /** The built-in level's name, or null for a custom level. */
  builtinLevel: string | null;
  access: AccessDefinition;
  via: 'key' | 'session' | 'system' | 'token' | 'nobody';
  /** Of a key: who made it, for that may be somebody else. Null: not known. */
  keyMaker?: string | null;
  /** Of an OAuth token: which operations it opens. Absent: all of them. */
  scopes?: readonly string[];
  /** The version of the field catalogue when the principal was admitted, where that is known. */
  fieldsVersion?: number;
}

/** The user in whose name something is done; null for what the server does by itself. */
export function actingUser({ via, userId }: Pick<Principal, 'via' | 'userId'>): string | null {
  return via === 'system' ? null : userId;
}

/** The same caller without any right to these fields. */
export function losing(principal: Principal, fields: readonly string[]): Principal {
  const lost = Object.fromEntries(fields.map((name) => [name, 'none' as const]));
  const employees = principal.access.employees.map((grant) => ({
    ...grant,
    fields: { ...grant.fields, ...lost },
  }));
  return { ...principal, access: { ...principal.access, employees } };
}
