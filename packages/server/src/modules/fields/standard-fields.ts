// BambooHR's standard fields: numbers and aliases that every client knows. One line a field: alias
// (or -), number (or -, or ~ before one of our own, where the real one is not known), type, source,
// flags, name. Sources: `value` (kept with the employee under the alias, or under `value:key`),
// `table.column` (current row of a history table), `calculated` (by the rule of that name, or of
// `calculated:name`). Flags: R read only, S sensitive, D deprecated, Q required, H hidden from
// meta/fields, L<n> list number. Two fields may share an alias or a number, as they do in every
// account: the first one is meant by it.

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
statusToday              -      status          calculated                         RH    Status Today
hireDate                 3      date            value                              -     Hire Date
originalHireDate         4333   date            value                              -     Original Hire Date
dateOfBirth              6      date            value                              S     Birth Date
age                      -      int             calculated                         RH    Age
birthday                 -      text            calculated                         RH    Birthday
ssn                      7      ssn             value                              S     SSN
sin                      -      sin             value                              SH    SIN
nin                      -      nin             value                              SH    NIN
nationalId               -      national_id     value                              SH    National ID
nationality              4390   list            value                              L4390 Nationality
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
employeeTaxId            4210   list            value                              S     Employee Tax ID
includeInPayroll         -      bool            value                              H     Include in Payroll
timeTrackingEnabled      4400   checkbox        value                              -     Time Tracking Enabled
jobLevel                 -50    text            value                              R     Job Level
payBand                  -49    pay_band        value                              RS    Pay Band
standardHoursPerWeek     -      int             value                              H     Standard Hours per Week
hoursPerPayCycle         4493   text            value                              -     Hours per Pay Cycle
payGroup                 4043   list            value                              SL4043 Pay Group
payGroupId               -      int             calculated                         RSH   Pay Group ID
acaStatus                4302   aca_status      value                              SD    ACA Status
acaStatusCategory        -      text            value                              RSH   ACA Status Category
-                        1610   employee_access value                              R     Self-service Access
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
employmentHistoryStatus  16.1   text            employmentStatus.fte               -     Employment Status: FTE
employeeStatusDate       1936   date            employmentStatus.date              -     Employment Status: Date
-                        4046   textarea        employmentStatus.comment           S     Employment Status: Comments
-                        4313   list            employmentStatus.terminationTypeId SL4313 Termination Type
-                        4314   list            employmentStatus.terminationReasonId SL4314 Termination Reason
-                        4315   list            employmentStatus.terminationRehireId SL4315 Eligible For Re-hire
-                        4509   list            employmentStatus.terminationRegrettableId SL4509 Regrettable or Non-Regrettable
-                        ~4601  date            employmentStatus.finalPayDate      SH    Employment Status: Final Pay Date
-                        ~4602  text            employmentStatus.employeeTaxType   SH    Employment Status: Employee Tax Type
terminationDate          -38    date            calculated                         R     Termination Date
payRate                  19     currency        compensation.rate                  S     Pay Rate
payRate                  19.1   text            calculated:payRateCurrency         RS    Pay Rate: Currency Code
payType                  156    pay_type        compensation.type                  S     Pay Type
payPer                   4330   paid_per        compensation.paidPer               S     Paid Per
paidPer                  -      paid_per        compensation.paidPer               SDH   Paid Per (old name)
payPeriod                4331   pay_period      compensation.paidPer               SD    Pay Period
exempt                   4042   list            compensation.exempt                SL1359 Exempt
flsaCode                 1359   list            compensation.exempt                SDL1359 FLSA Code
payChangeReason          4017   list            compensation.reason                SL4017 Compensation: Change Reason
paySchedule              4386   list            compensation.paySchedule           SL4386 Pay Schedule
payScheduleId            -      int             calculated                         RSH   Pay Schedule ID
payFrequency             -      list            compensation.paySchedule           SHL4386 Pay Frequency
overtimeRate             4403   currency        compensation.overtimeRate          S     Overtime Rate
payRateEffectiveDate     4021   date            compensation.startDate             RS    Compensation: Effective Date
-                        4045   textarea        compensation.comment               S     Compensation: Comments
lastChanged              -      timestamp       calculated                         RH    Last Changed
createdByUserId          -      int             calculated                         RH    Created By User ID
isPhotoUploaded          -      bool            calculated                         RH    Employee Photo
photoUploaded            -      bool            calculated                         RH    Employee Photo Exists
photoUrl                 -      url             calculated                         RH    Photo URL
-                        1502   benefit_history value                              S     Benefit History
-                        4001   multilist       value                              SL4001 Veteran Status
-                        4332   list            value                              SL4332 Disability
vaccinationStatus        4463   list            value                              SL4463 Vaccination Status
vaccineReceived          4464   list            value                              SL4464 Vaccine Received
-                        4175   date            value                              -     Accrual Level Start Date
rehireDate               -      date            value                              H     Rehire Date
shirtSize                -      list            value                              H     Shirt Size
adpFileNumber            -      text            value                              SH    ADP File Number
adpCompanyCode           4160   list            value                              SL4160 ADP Company Code
percentage               4511   percentage      value                              S     Potential Bonus: Percentage
amount                   4510   currency        value                              S     Potential Bonus: Amount
-                        ~4603  date            compensation.endDate               SH    Compensation: End Date
-                        158    text            emergencyContacts.name             -     Emergency Contact: Name
-                        160    list            emergencyContacts.relationship     L160  Emergency Contact: Relationship
-                        159    phone           emergencyContacts.homePhone        -     Emergency Contact: Home Phone
-                        691    text            emergencyContacts.addressLine1     -     Emergency Contact: Street 1
-                        2124   text            emergencyContacts.addressLine2     -     Emergency Contact: Street 2
-                        693    phone           emergencyContacts.mobilePhone      -     Emergency Contact: Mobile Phone
-                        2123   email           emergencyContacts.email            -     Emergency Contact: Email
-                        689    text            emergencyContacts.zipcode          -     Emergency Contact: ZIP
-                        692    text            emergencyContacts.city             -     Emergency Contact: City
-                        690    state           emergencyContacts.state            -     Emergency Contact: State
-                        3993   country         emergencyContacts.country          -     Emergency Contact: Country
-                        4044   phone           emergencyContacts.workPhone        -     Emergency Contact: Work Phone
-                        4063   text            emergencyContacts.workPhoneExtension - Emergency Contact: Work Ext.
-                        ~4604  bool            emergencyContacts.primaryContact   H     Emergency Contact: Primary
-                        1923   text            dependents.firstName               S     Dependent: First Name
-                        1925   text            dependents.middleName              S     Dependent: Middle Name
-                        1924   text            dependents.lastName                S     Dependent: Last Name
-                        1926   relationship    dependents.relationship            S     Dependent: Relationship
-                        1927   gender          dependents.gender                  S     Dependent: Gender
-                        1929   text            dependents.addressLine1            S     Dependent: Street 1
-                        1930   text            dependents.addressLine2            S     Dependent: Street 2
-                        1933   ssn             dependents.ssn                     S     Dependent: SSN
-                        1928   date            dependents.dateOfBirth             S     Dependent: Birth Date
-                        1931   text            dependents.city                    S     Dependent: City
-                        1932   state           dependents.state                   S     Dependent: State
-                        1935   phone           dependents.homePhone               S     Dependent: Home Phone
-                        3992   country         dependents.country                 S     Dependent: Country
-                        1934   text            dependents.zipcode                 S     Dependent: ZIP
-                        ~4605  sin             dependents.sin                     SH    Dependent: SIN
-                        ~4606  bool            dependents.isUsCitizen             SH    Dependent: US Citizen
-                        ~4607  bool            dependents.isStudent               SH    Dependent: Student
bonusDate                4151   date            bonus.date                         S     Bonus: Date
bonusAmount              4152   currency        bonus.amount                       S     Bonus: Amount
bonusReason              4153   list            bonus.reason                       SL4153 Bonus: Reason
bonusComment             4154   textarea        bonus.comment                      S     Bonus: Comments
commissionDate           4156   date            commission.date                    S     Commission: Date
commisionDate            4156   date            commission.date                    SDH   Commission: Date (old spelling)
commissionAmount         4157   currency        commission.amount                  S     Commission: Amount
commissionComment        4158   textarea        commission.comment                 S     Commission: Comments
earningsDate             4148   date            earnings.date                      S     Earnings: Date
earningsPriorYear        4149   currency        earnings.priorYear                 S     Earnings: Prior Year
benefitClassDate         4164   date            benefit_class.date                 S     Benefit Class: Date
benefitClassClass        4165   list            benefit_class.class                SL4165 Benefit Class
benefitClassChangeReason 4166   list            benefit_class.changeReason         SL4166 Benefit Class: Change Reason
-                        ~4608  text            employeeEducation.school           H     Education: College or Institution
-                        ~4609  date            employeeEducation.startDate        H     Education: Start Date
-                        ~4610  date            employeeEducation.endDate          H     Education: End Date
-                        4294   list            employeeEducation.degree           L4294 Education: Degree
-                        ~4611  text            employeeEducation.major            H     Education: Major or Specialization
-                        ~4612  text            employeeEducation.gpa              H     Education: GPA
-                        4169   date            employeeVisas.date                 S     Visa: Date
-                        4170   list            employeeVisas.visaType             SL4170 Visa
-                        4171   country         employeeVisas.country              S     Visa: Issuing Country
-                        4172   date            employeeVisas.issued               S     Visa: Issued
-                        4173   date            employeeVisas.expires              S     Visa: Expiration
-                        4174   textarea        employeeVisas.note                 S     Visa: Note
-                        ~4613  text            employeePassports.number           SH    Passport: Number
-                        ~4614  date            employeePassports.issued           SH    Passport: Issued
-                        ~4615  date            employeePassports.expires          SH    Passport: Expiry
-                        ~4616  country         employeePassports.country          SH    Passport: Issuing Country
-                        ~4617  list            employeeAssets.category            H     Asset: Category
-                        ~4618  text            employeeAssets.description         H     Asset: Description
-                        ~4619  text            employeeAssets.serialNumber        H     Asset: Serial #
-                        ~4620  date            employeeAssets.dateLoaned          H     Asset: Date Loaned
-                        ~4621  date            employeeAssets.dateReturned        H     Asset: Date Returned
-                        ~4622  currency        employeeAssets.cost                H     Asset: Cost
-                        ~4623  textarea        employeeAssets.notes               H     Asset: Notes
-                        ~4624  text            employeeCertifications.title       H     Certification: Title
-                        ~4625  date            employeeCertifications.completionDate H  Certification: Completed
-                        ~4626  text            employeeCertifications.certificationNumber H Certification: Number
-                        ~4627  date            employeeCertifications.expirationDate H  Certification: Expires
-                        ~4628  textarea        employeeCertifications.notes       H     Certification: Notes
-                        ~4629  date            employeeStockOptions.grantDate     SH    Stock Option: Grant Date
-                        ~4630  text            employeeStockOptions.plan          SH    Stock Option: Plan
-                        ~4631  currency        employeeStockOptions.optionPrice   SH    Stock Option: Price
-                        ~4632  int             employeeStockOptions.granted       SH    Stock Option: Granted
-                        ~4633  date            employeeStockOptions.vestingDate   SH    Stock Option: Vesting Date
-                        ~4634  textarea        employeeStockOptions.comments      SH    Stock Option: Comments
-                        ~4635  date            equity.grantDate                   SH    Equity: Grant Date
-                        4515   list            equity.grantType                   SL4515 Equity: Grant Type
-                        ~4636  text            equity.customGrantTypeName         SH    Equity: Custom Grant Type
-                        ~4637  int             equity.numberOfEquityGranted       SH    Equity: Number Granted
-                        ~4638  currency        equity.strikePrice                 SH    Equity: Strike Price
-                        ~4639  date            equity.vestingStartDate            SH    Equity: Vesting Start Date
-                        4519   list            equity.vestingSchedule             SL4519 Equity: Vesting Schedule
-                        ~4640  int             equity.vestingMonths               SH    Equity: Vesting Months
-                        ~4641  int             equity.cliffMonths                 SH    Equity: Cliff Months
-                        4380   list            employeeCreditCards.cardType       SL4380 Company Credit Card: Type
-                        ~4642  text            employeeCreditCards.lastFour       SH    Company Credit Card: Last Four
-                        ~4643  text            employeeCreditCards.expiration     SH    Company Credit Card: Expiration
-                        ~4644  currency        employeeCreditCards.limit          SH    Company Credit Card: Limit
-                        ~4645  text            employeeDriverLicenses.number      SH    Driver License: Number
-                        ~4646  state           employeeDriverLicenses.state       SH    Driver License: State
-                        37     list            employeeDriverLicenses.classification SL37 Driver License: Classification
-                        ~4647  date            employeeDriverLicenses.expiration  SH    Driver License: Expiration
`;

// From when a row counts. Tables that are not here hold rows that count side by side.
const dateColumns: Record<string, string> = {
  jobInfo: 'date',
  employmentStatus: 'date',
  compensation: 'startDate',
  bonus: 'date',
  commission: 'date',
  earnings: 'date',
  benefit_class: 'date',
  employeeVisas: 'date',
  employeeStockOptions: 'grantDate',
  equity: 'grantDate',
};

const tableNames: Record<string, string> = {
  jobInfo: 'Job Information',
  employmentStatus: 'Employment Status',
  compensation: 'Compensation',
  emergencyContacts: 'Emergency Contacts',
  dependents: 'Dependents',
  bonus: 'Bonus',
  commission: 'Commission',
  earnings: 'Earnings',
  benefit_class: 'Benefit Class',
  employeeEducation: 'Education',
  employeeVisas: 'Visas',
  employeePassports: 'Passports',
  employeeAssets: 'Assets',
  employeeCertifications: 'Certifications',
  employeeStockOptions: 'Stock Options',
  equity: 'Equity',
  employeeCreditCards: 'Company Credit Cards',
  employeeDriverLicenses: 'Driver Licenses',
};

// As recorded; the catalogue above is ordered for people instead.
const columnOrders: Record<string, string[]> = {
  jobInfo: ['date', 'location', 'department', 'division', 'jobTitle', 'reportsTo', 'teams'],
  employmentStatus: [
    'date',
    'employmentStatus',
    'comment',
    'terminationReasonId',
    'terminationTypeId',
    'terminationRehireId',
    'terminationRegrettableId',
  ],
  compensation: [
    'startDate',
    'endDate',
    'rate',
    'type',
    'exempt',
    'reason',
    'comment',
    'paidPer',
    'paySchedule',
    'overtimeRate',
  ],
};

/** Where the value of a field comes from. */
export type FieldSource =
  | { kind: 'value'; key: string }
  /** `dates`: the column that says from when a row counts. */
  | { kind: 'table'; table: string; column: string; dates: boolean }
  | { kind: 'calculated'; name: string };

export interface FieldDefinition {
  /** Unique in its company: the alias, or `#number` for sub-fields and fields without one. */
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
    key: keyOf(alias, number, source),
    alias: alias === '-' ? null : alias,
    number: number === '-' ? null : number.replace('~', ''),
    name: name.join(' '),
    type,
    source: toSource(alias, number, source),
    listNumber: list === undefined ? null : Number(list),
    readOnly: letters.includes('R'),
    required: letters.includes('Q'),
    deprecated: letters.includes('D'),
    sensitive: letters.includes('S'),
    listed: !letters.includes('H'),
    custom: false,
  };
}

function keyOf(alias: string, number: string, source: string): string {
  if (alias !== '-' && !number.includes('.')) return alias;
  return number === '-' || number.startsWith('~') ? source : `#${number}`;
}

function toSource(alias: string, number: string, source: string): FieldSource {
  if (source === 'calculated') return { kind: 'calculated', name: alias };
  if (source.startsWith('calculated:'))
    return { kind: 'calculated', name: source.slice('calculated:'.length) };
  if (source === 'value') return { kind: 'value', key: alias === '-' ? `#${number}` : alias };
  if (source.startsWith('value:')) return { kind: 'value', key: source.slice('value:'.length) };
  const [table = '', column = ''] = source.split('.');
  return { kind: 'table', table, column, dates: dateColumns[table] === column };
}

export interface TableDefinition {
  alias: string;
  name: string;
  /** The column that says from when a row counts; null where all rows count side by side. */
  dateColumn: string | null;
  columns: string[];
  custom: boolean;
}

/** The standard tables of an employee. In those with dates, the current row gives fields of the employee. */
export const standardTables: TableDefinition[] = Object.entries(tableNames)
  .map(([alias, name]) => ({
    alias,
    name,
    dateColumn: dateColumns[alias] ?? null,
    // A column may be known under several names of fields; it stands where its first one stands.
    columns: [...new Set(standardFields.flatMap((field) => columnIn(alias, field)))],
    custom: false,
  }))
  .map((table) => ({ ...table, columns: inOrder(table.alias, table.columns) }));

function columnIn(table: string, { source }: FieldDefinition): string[] {
  return source.kind === 'table' && source.table === table ? [source.column] : [];
}

function inOrder(table: string, columns: string[]): string[] {
  const recorded = columnOrders[table] ?? [];
  return [...recorded, ...columns.filter((column) => !recorded.includes(column))];
}
