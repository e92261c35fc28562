// Who joined since a day, with their job and pay, by @joinery/bamboohr:
//   BAMBOOHR_BASE_URL=http://localhost:8420/api/gateway.php/acme BAMBOOHR_API_KEY=… node new_people.ts 2026-01-01
// Without BAMBOOHR_BASE_URL give BAMBOOHR_COMPANY, the subdomain of a BambooHR account.
import { BambooHr, BambooHrError } from '@joinery/bamboohr';

const [since = '2026-01-01'] = process.argv.slice(2);
const { BAMBOOHR_BASE_URL: baseUrl, BAMBOOHR_COMPANY: company, BAMBOOHR_API_KEY: apiKey = '' } = process.env;
const hr = new BambooHr({
  apiKey,
  ...(baseUrl === undefined ? { company: company ?? '' } : { baseUrl }),
});

try {
  const fields = ['displayName', 'hireDate', 'jobTitle', 'payRate'];
  // False: people who have not started yet have a job, too.
  const report = await hr.reports.open({ fields, onlyCurrent: false });
  if (report.missing.length > 0) console.error(`This key does not see ${report.missing.join(', ')}.`);
  for await (const { id, values } of report.rows) {
    if (String(values.hireDate ?? '') < since) continue;
    console.log([id, values.hireDate, values.displayName, values.jobTitle ?? ''].join('\t'));
  }
} catch (error) {
  if (!(error instanceof BambooHrError)) throw error;
  console.error(error.providerMessage ?? error.message);
  process.exitCode = 1;
}
