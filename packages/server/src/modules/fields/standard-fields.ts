// BambooHR's standard fields: numbers and aliases that every client knows. One line a field:
// alias (or -), number (or -), type, source, flags, name. Sources: `value` (kept with the
// employee under the alias, or under `value:key`), `table.column` (current row of a history
// table), `calculated`. Flags: R read only, S sensitive, D deprecated, Q required, H hidden
// from meta/fields, L<n> list number.

const lines = `
id                       -      int             calculated                         RH    Employee ID
firstName                1      text            value                              Q     First Name
lastName                 2      text            value                              Q     Last Name
middleName               5      text            value                              -     Middle Name
preferredName            1358   text            value                              -     Preferred Name
nickname                 1358   text            value:preferredName                D     Nickname
displayName              -      text            calculated                         RH    Display Name
fullName1                -      text            calculated                         RH    First Last
fullName2                -      text            calculated                         RH    Last, First
fullName3                -      text            calculated                         RH    Last, First Middle (Preferred)
fullName4                -      text            calculated                         RH    Last, First Middle
fullName5                -      text            calculated                         RH    First Middle Last
employeeNumber           636    employee_number value                              -     Employee #
status                   387    status          value                              -     Status
employmentStatus         387    status          value:status                       D     Status (old name)
hireDate                 3      date            value                              -     Hire Date
originalHireDate         4333   date            value                              -     Original Hire Date
dateOfBirth              6      date            value                              S     Birth Date
age                      -      int             calculated                         RH    Age
birthday                 -      text            calculated                         RH    Birthday
ssn                      7      ssn             value                              S     SSN
sin                      -      sin             value                              SH    SIN
nin                      -      nin             value                              SH    NIN
nationalId               -      national_id     value                              SH    National ID
nationality              4390   list            value                              -     Nationality
gender                   154    gender          value                              S     Gender
maritalStatus            155    marital_status  value                              S     Marital Status
ethnicity                1037   list            value                              SL1037 Ethnicity
eeo                      157    list            value                              SL157 EEO Job Category
pronouns                 -      list            value                              H     Pronouns
address1                 8      text            value                              -     Address Line 1
address2                 9      text            value                              -     Address Line 2
city                     10     text            value                              -     City
state                    11     state           value                              -     State
stateCode                -      text            calculated                         RH    State Code
zipcode                  12     text            value                              -     Zip Code
country                  3991   country         value                              -     Country
mobilePhone              13     phone           value                              -     Mobile Phone
homePhone                14     phone           value                              -     Home Phone
workPhone                634    phone           value                              -     Work Phone
workPhoneExtension       635    text            value                              -     Work Ext.
workPhonePlusExtension   -      text            calculated                         RH    Work Phone and Ext.
workEmail                15     email           value                              -     Work Email
homeEmail                1357   email           value                              -     Home Email
bestEmail                -      email           calculated                         RH    Best Email
linkedIn                 4058   contact_url     value                              -     LinkedIn URL
facebook                 4057   contact_url     value                              -     Facebook URL
instagram                4402   contact_url     value                              -     Instagram URL
pinterest                4060   contact_url     value                              -     Pinterest URL
twitterFeed              4056   twitter_handle  value                              -     Twitter Feed
skypeUsername            -      text            value                              H     Skype Username
allergies                4404   text            value                              S     Allergies
dietaryRestrictions      4405   textarea        value                              S     Dietary Restrictions
employeeTaxId            4210   text            value                              S     Employee Tax ID
includeInPayroll         -      bool            value                              H     Include in Payroll
timeTrackingEnabled      4400   checkbox        value                              -     Time Tracking Enabled
standardHoursPerWeek     -      int             value                              H     Standard Hours per Week
hoursPerPayCycle         4493   text            value                              -     Hours per Pay Cycle
payGroup                 4043   list            value                              S     Pay Group
acaStatus                4302   aca_status      value                              SD    ACA Status
selfServiceAccess        1610   employee_access calculated                         RH    Self-service Access
jobTitle                 17     list            jobInfo.jobTitle                   L17   Job Title
department               4      list            jobInfo.department                 L4    Department
division                 1355   list            jobInfo.division                   L1355 Division
location                 18     list            jobInfo.location                   L18   Location
reportsTo                91     employee        jobInfo.reportsTo                  -     Reporting to
teams                    4549   multilist       jobInfo.teams                      L4549 Teams
-                        4047   date            jobInfo.date                       -     Job Information: Date
supervisor               -      employee        calculated                         RH    Supervisor
supervisorId             -      int             calculated                         RH    Supervisor Employee #
supervisorEId            -      int             calculated                         RH    Supervisor ID
supervisorEmail          -      email           calculated                         RH    Supervisor Email
employmentHistoryStatus  16     list            employmentStatus.employmentStatus  L16   Employment Status
employeeStatusDate       1936   date            employmentStatus.date              -     Employment Status: Date
-                        4046   textarea        employmentStatus.comment           S     Employment Status: Comments
-                        4313   list            employmentStatus.terminationTypeId SL4313 Termination Type
-                        4314   list            employmentStatus.terminationReasonId SL4314 Termination Reason
-                        4315   list            employmentStatus.terminationRehireId SL4315 Eligible For Re-hire
-                        4509   list            employmentStatus.terminationRegrettableId SL4509 Regrettable or Non-Regrettable
terminationDate          -38    date            calculated                         R     Termination Date
payRate                  19     currency        compensation.rate                  S     Pay Rate
payType                  156    pay_type        compensation.type                  S     Pay Type
payPer                   4330   paid_per        compensation.paidPer               S     Paid Per
paidPer                  -      paid_per        compensation.paidPer               SDH   Paid Per (old name)
exempt                   4042   list            compensation.exempt                SL1359 Exempt
payChangeReason          4017   list            compensation.reason                SL4017 Compensation: Change Reason
paySchedule              4386   list            compensation.paySchedule           SL4386 Pay Schedule
overtimeRate             4403   currency        compensation.overtimeRate          S     Overtime Rate
payRateEffectiveDate     4021   date            compensation.startDate             RS    Compensation: Effective Date
-                        4045   textarea        compensation.comment               S     Compensation: Comments
lastChanged              -      timestamp       calculated                         RH    Last Changed
createdByUserId          -      int             calculated                         RH    Created By User ID
isPhotoUploaded          -      bool            calculated                         RH    Employee Photo
photoUploaded            -      bool            calculated                         RH    Employee Photo Exists
photoUrl                 -      url             calculated                         RH    Photo URL
`;

/** Where the value of a field comes from. */
export type FieldSource =
  | { kind: 'value'; key: string }
  | { kind: 'table'; table: string; column: string }
  | { kind: 'calculated'; name: string };

export interface FieldDefinition {
  /** Unique in its company: the alias, or `#number` for fields without one. */
  key: string;
  alias: string | null;
  number: string | null;
  name: string;
  type: string;
  source: FieldSource;
  listNumber: number | null;
  readOnly: boolean;
  required: boolean;
  deprecated: boolean;
  sensitive: boolean;
  /** Whether the catalogue of fields that clients read shows it; hidden ones can still be asked for. */
  listed: boolean;
  custom: boolean;
}

export const standardFields: FieldDefinition[] = lines.trim().split('\n').map(toDefinition);

function toDefinition(line: string): FieldDefinition {
  const [alias = '', number = '', type = '', source = '', flags = '', ...name] = line.trim().split(/\s+/);
  const list = /L(\d+)/.exec(flags)?.[1];
  const letters = flags.replace(/L\d+/, '');
  return {
    key: alias === '-' ? `#${number}` : alias,
    alias: alias === '-' ? null : alias,
    number: number === '-' ? null : number,
    name: name.join(' '),
    type,
    source: toSource(alias, source),
    listNumber: list === undefined ? null : Number(list),
    readOnly: letters.includes('R'),
    required: letters.includes('Q'),
    deprecated: letters.includes('D'),
    sensitive: letters.includes('S'),
    listed: !letters.includes('H'),
    custom: false,
  };
}

function toSource(alias: string, source: string): FieldSource {
  if (source === 'calculated') return { kind: 'calculated', name: alias };
  if (source === 'value') return { kind: 'value', key: alias };
  if (source.startsWith('value:')) return { kind: 'value', key: source.slice('value:'.length) };
  const [table = '', column = ''] = source.split('.');
  return { kind: 'table', table, column };
}

export interface TableDefinition {
  alias: string;
  name: string;
  /** The column that says from when a row counts. */
  dateColumn: string;
  columns: string[];
}

/** History tables whose current row gives fields of the employee. */
export const standardTables: TableDefinition[] = [
  {
    alias: 'jobInfo',
    name: 'Job Information',
    dateColumn: 'date',
    columns: ['date', 'location', 'department', 'division', 'jobTitle', 'reportsTo', 'teams'],
  },
  {
    alias: 'employmentStatus',
    name: 'Employment Status',
    dateColumn: 'date',
    columns: [
      'date',
      'employmentStatus',
      'comment',
      'terminationReasonId',
      'terminationTypeId',
      'terminationRehireId',
      'terminationRegrettableId',
    ],
  },
  {
    alias: 'compensation',
    name: 'Compensation',
    dateColumn: 'startDate',
    columns: [
      'startDate',
      'rate',
      'type',
      'exempt',
      'reason',
      'comment',
      'paidPer',
      'paySchedule',
      'overtimeRate',
    ],
  },
];
