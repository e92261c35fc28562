// Lists that a company starts with: number, alias, name, whether people may manage it, whether a
// value may hold several options, options.
interface ListDefinition {
  number: number;
  alias: string | null;
  name: string;
  manageable: boolean;
  multiple: boolean;
  options: string[];
}

const list = (
  number: number,
  alias: string | null,
  name: string,
  options: string[],
  settings: { fixed?: boolean; multiple?: boolean } = {},
): ListDefinition => ({
  number,
  alias,
  name,
  manageable: settings.fixed !== true,
  multiple: settings.multiple === true,
  options,
});

export const standardLists: ListDefinition[] = [
  list(17, 'jobTitle', 'Job Title', []),
  list(4, 'department', 'Department', []),
  list(1355, 'division', 'Division', []),
  list(18, 'location', 'Location', []),
  list(4549, 'teams', 'Teams', [], { multiple: true }),
  list(16, 'employmentHistoryStatus', 'Employment Status', [
    'Contractor',
    'Full-Time',
    'Furloughed',
    'Intern',
    'Part-Time',
    'Terminated',
  ]),
  list(1359, 'flsaCode', 'FLSA Code', ['Exempt', 'Non-exempt'], { fixed: true }),
  list(4313, null, 'Termination Type', ['Death', 'Resignation (Voluntary)', 'Termination (Involuntary)'], {
    fixed: true,
  }),
  list(4314, null, 'Termination Reason', [
    'Attendance',
    'End of Season',
    'Life Happens',
    'Not a Fit',
    'Other',
    'Other employment',
    'Performance',
    'Relocation',
  ]),
  list(4315, null, 'Eligible For Re-hire', ['No', 'Upon review', 'Yes'], { fixed: true }),
  list(4509, null, 'Regrettable or Non-Regrettable', ['Non-Regrettable', 'Regrettable'], { fixed: true }),
  list(4017, 'payChangeReason', 'Compensation Change Reason', [
    'Annual Pay Increase',
    'NA',
    'New Hire',
    'Pay increase',
    'Promotion',
    'Relocated',
    'Title Change',
  ]),
  list(4386, 'paySchedule', 'Pay Schedule', ['Every other week', 'Twice a month'], { fixed: true }),
  list(
    1037,
    'ethnicity',
    'Ethnicity',
    [
      'American Indian or Alaska Native',
      'Asian',
      'Black or African American',
      'Decline to answer',
      'Hispanic or Latino',
      'Middle Eastern or North African',
      'Native Hawaiian or Other Pacific Islander',
      'Two or More Races',
      'White',
    ],
    { fixed: true },
  ),
  list(
    157,
    'eeo',
    'EEO Job Category',
    [
      'Administrative Support Workers',
      'Craft Workers',
      'Executive/Senior Level Officials and Managers',
      'First/Mid Level Officials and Managers',
      'Laborers and Helpers',
      'Operatives',
      'Professionals',
      'Sales Workers',
      'Service Workers',
      'Technicians',
    ],
    { fixed: true },
  ),
];
