// The floor: bare node:http and pg, one process, one prepared statement for each request; no identity, no
// rights, no catalogue, no forms of values but those of these two answers. It reads the same rows that
// Joinery reads and answers the same bytes. Under /ready it answers texts that were made before: what is
// left is the way through PostgreSQL and HTTP alone.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { employeeFields } from './scene.ts';

interface Settings {
  connection: pg.PoolConfig;
  companyId: string;
  /** What stands before the people of a directory. */
  directoryHead: string;
  photoUrl: string;
}

interface Person {
  number: number;
  status: string;
  own: Record<string, string | null>;
  job: Record<string, string | null> | null;
  supervisor: string | null;
}

const { connection, companyId, directoryHead, photoUrl }: Settings = JSON.parse(process.argv[2] ?? '{}');
const pool = new pg.Pool({ ...connection, max: 16 });
const types = { 'content-type': 'application/json' };

const people = (supervisor: string, more: string) => `
  select e.number, e.status, e."values" as own, job."values" as job, ${supervisor} as supervisor
  from employees e
  left join lateral (
    select r."values" from employee_rows r
    where r.company_id = e.company_id and r.employee_id = e.id and r.table_alias = 'jobInfo'
      and r.effective_on <= current_date
    order by r.effective_on desc, r.id desc limit 1
  ) job on true
  ${more}`;

const one = people('null', 'where e.company_id = $1 and e.number = $2');
const everybody = people(
  `coalesce(s."values" ->> 'preferredName', s."values" ->> 'firstName') || ' ' || (s."values" ->> 'lastName')`,
  `left join employees s on s.company_id = e.company_id and s.number = (job."values" ->> 'reportsTo')::int
   where e.company_id = $1 and e.status = 'Active' and coalesce(e."values" ->> 'hireDate', '') <= current_date::text
   order by e.number`,
);

const directoryFields = [
  ...['jobTitle', 'workPhone', 'mobilePhone', 'workEmail', 'department', 'location', 'division', 'facebook'],
  ...['linkedIn', 'twitterFeed', 'pinterest', 'instagram', 'pronouns', 'workPhoneExtension'],
];
const jobFields = new Set(['jobTitle', 'department', 'division', 'location']);

function show({ own, job, status }: Person, field: string): string | null {
  if (field === 'status') return status;
  const value = (jobFields.has(field) ? job?.[field] : own[field]) ?? null;
  return field === 'hireDate' ? (value ?? '0000-00-00') : value;
}

function employeeText(person: Person): string {
  const answer: Record<string, unknown> = { id: String(person.number) };
  for (const field of employeeFields) answer[field] = show(person, field);
  return JSON.stringify(answer);
}

function directoryText(person: Person): string {
  const { firstName, lastName, preferredName = null } = person.own;
  const answer: Record<string, unknown> = {
    id: String(person.number),
    displayName: `${preferredName ?? firstName} ${lastName}`,
    firstName,
    lastName,
    preferredName,
  };
  for (const field of directoryFields) answer[field] = show(person, field);
  answer.supervisor = person.supervisor;
  answer.photoUploaded = false;
  answer.photoUrl = photoUrl;
  answer.canUploadPhoto = 1;
  return JSON.stringify(answer);
}

async function answerRows(path: string, response: ServerResponse): Promise<void> {
  const number = /^\/employees\/(\d+)/.exec(path)?.[1];
  if (number === undefined) {
    const { rows } = await pool.query<Person>({ name: 'everybody', text: everybody, values: [companyId] });
    response.writeHead(200, types).end(`${directoryHead}${rows.map(directoryText).join(',')}]}`);
    return;
  }
  const { rows } = await pool.query<Person>({ name: 'one', text: one, values: [companyId, number] });
  response.writeHead(200, types).end(rows[0] === undefined ? '' : employeeText(rows[0]));
}

async function answerReady(path: string, response: ServerResponse): Promise<void> {
  const number = /^\/employees\/(\d+)/.exec(path)?.[1];
  const { rows } = await pool.query<{ answer: string }>(
    number === undefined
      ? { name: 'ready-all', text: 'select answer from floor_directory order by place' }
      : { name: 'ready-one', text: 'select answer from floor_employees where number = $1', values: [number] },
  );
  response.writeHead(200, types);
  for (const { answer } of rows) response.write(answer);
  response.end();
}

const server = createServer((request, response) => {
  const url = request.url ?? '';
  const answered = url.startsWith('/ready/')
    ? answerReady(url.slice('/ready'.length), response)
    : answerRows(url, response);
  answered.catch((error: Error) => response.writeHead(500).end(error.message));
});

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
