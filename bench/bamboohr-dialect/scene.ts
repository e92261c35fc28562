// What is measured: the questions that clients ask most, of which companies, and the goals.

export const slugs = { small: 'thousand', large: 'everybody' } as const;

export const smallCompany = 1000;

export const employeeFields = [
  ...['firstName', 'lastName', 'jobTitle', 'department', 'division', 'location'],
  ...['workEmail', 'workPhone', 'hireDate', 'status'],
];

export const reportFields = [
  ...['firstName', 'lastName', 'middleName', 'preferredName', 'displayName', 'employeeNumber', 'status'],
  ...['hireDate', 'originalHireDate', 'terminationDate', 'dateOfBirth', 'age', 'gender', 'maritalStatus'],
  ...['workEmail', 'homeEmail', 'workPhone', 'mobilePhone', 'address1', 'city', 'state', 'country'],
  ...['jobTitle', 'department', 'division', 'location', 'supervisor', 'employmentHistoryStatus'],
  ...['payRate', 'lastChanged'],
];

export const directoryPath = '/employees/directory';

export function employeePath(number: number): string {
  return `/employees/${number}?fields=${employeeFields.join(',')}`;
}

/** How the answers of a company are asked for. */
export interface Door {
  /** Everything before `/employees`. */
  baseUrl: string;
  headers: Record<string, string>;
}

export function joineryDoor(origin: string, slug: string, apiKey: string): Door {
  const credentials = Buffer.from(`${apiKey}:x`).toString('base64');
  return {
    baseUrl: `${origin}/api/gateway.php/${slug}/v1`,
    headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
  };
}

export async function ask(door: Door, path: string): Promise<string> {
  const response = await fetch(door.baseUrl + path, { headers: door.headers });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${door.baseUrl}${path} answers ${response.status}: ${text.slice(0, 200)}`);
  return text;
}
