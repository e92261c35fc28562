/** People of the demo; all are invented. Their résumés are made from this at build time. */
export interface Applicant {
  /** Also the name of the résumé's file. */
  slug: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  source: string;
  /** Title of the job applied for; without one the person is in the talent pool. */
  job: string | null;
  /** Names of the stages that the application went through, the first one at applying, and how many days ago. */
  stages: [stage: string, daysAgo: number][];
  headline: string;
  experience: { title: string; place: string; years: string; lines: string[] }[];
  skills: string[];
}

// Titles, departments and places that the sandbox company knows, so that a hire goes through.
export const jobs = [
  {
    title: 'Support Agent',
    department: 'Customer Success',
    location: 'Salt Lake City, Utah',
    description: 'Help our customers, find what is behind their trouble, and get it mended.',
  },
  {
    title: 'Accountant',
    department: 'Finance',
    location: 'Toronto, Ontario',
    description: 'Close the month for three countries, on time and right.',
  },
];

export const applicants: Applicant[] = [
  {
    slug: 'ines-duarte',
    firstName: 'Inês',
    lastName: 'Duarte',
    email: 'ines.duarte@mail.example',
    phone: '+351 21 555 0134',
    source: 'Careers page',
    job: 'Support Agent',
    stages: [['New', 2]],
    headline: 'Support engineer with a weakness for log files',
    experience: [
      {
        title: 'Support engineer',
        place: 'Harbour Software, Lisbon',
        years: '2021 - today',
        lines: ['Second line for 900 customers', 'Cut the time to a first answer by half'],
      },
      {
        title: 'Helpdesk agent',
        place: 'Cork & Tile, Porto',
        years: '2018 - 2021',
        lines: ['Wrote the first runbook', 'Trained eleven colleagues'],
      },
    ],
    skills: ['Linux', 'SQL', 'HTTP', 'Portuguese, English'],
  },
  {
    slug: 'tomasz-wrona',
    firstName: 'Tomasz',
    lastName: 'Wrona',
    email: 'tomasz.wrona@mail.example',
    phone: '+48 22 555 0178',
    source: 'Referral',
    job: 'Support Agent',
    stages: [
      ['New', 23],
      ['Reviewed', 21],
      ['Interviewed', 12],
    ],
    headline: 'Network technician who likes people',
    experience: [
      {
        title: 'Network technician',
        place: 'Vistula Net, Warsaw',
        years: '2016 - today',
        lines: ['On call for four sites', 'Moved 60 offices to new lines'],
      },
    ],
    skills: ['Routing', 'Monitoring', 'Polish, English, German'],
  },
  {
    slug: 'amara-okafor',
    firstName: 'Amara',
    lastName: 'Okafor',
    email: 'amara.okafor@mail.example',
    phone: '+1 801 555 0116',
    source: 'LinkedIn',
    job: 'Accountant',
    stages: [
      ['New', 34],
      ['Reviewed', 33],
      ['Interviewed', 19],
      ['Offer Sent', 3],
    ],
    headline: 'Payroll specialist, nine years, three countries',
    experience: [
      {
        title: 'Payroll specialist',
        place: 'Wasatch Foods, Salt Lake City',
        years: '2017 - today',
        lines: ['1,400 payslips a month', 'No late payday in five years'],
      },
    ],
    skills: ['Payroll tax', 'Spreadsheets', 'Patience'],
  },
  {
    slug: 'linh-nguyen',
    firstName: 'Linh',
    lastName: 'Nguyễn',
    email: 'linh.nguyen@mail.example',
    phone: '+84 28 5550 0142',
    source: 'Careers page',
    job: 'Accountant',
    stages: [['New', 1]],
    headline: 'Accountant on the way to payroll',
    experience: [
      {
        title: 'Accountant',
        place: 'Lotus Shipping, Ho Chi Minh City',
        years: '2019 - today',
        lines: ['Month-end for two companies', 'Built the travel cost form'],
      },
    ],
    skills: ['Bookkeeping', 'Vietnamese, English'],
  },
  {
    slug: 'rafael-stone',
    firstName: 'Rafael',
    lastName: 'Stone',
    email: 'rafael.stone@mail.example',
    phone: '+1 385 555 0199',
    source: 'Job fair',
    job: null,
    stages: [],
    headline: 'Graduate in information systems',
    experience: [
      {
        title: 'Intern',
        place: 'Granite Analytics, Provo',
        years: '2025',
        lines: ['Cleaned three years of survey answers', 'Made the weekly chart read itself'],
      },
    ],
    skills: ['Python', 'SQL', 'Statistics'],
  },
];
