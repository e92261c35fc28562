// Rows 22, 26 and 32 to 46: what an application says.
import { type BadInput, type Expected, inAll, quote } from './bad-input.ts';

// Row 26.
export function assignments(): BadInput[] {
  const ours = {
    tenant_id: 'com_1',
    companyId: 'com_1',
    company_id: 'com_1',
    status: 'hired',
    stage: 'hired',
    stageId: 'stg_1',
    id: 'can_1',
    number: 1,
    created_at: '2020-01-01',
    createdAt: '2020-01-01T00:00:00Z',
    updatedAt: '2020-01-01T00:00:00Z',
    appliedAt: '2020-01-01T00:00:00Z',
    access_level: 'owner',
    accessLevelId: 'lvl_1',
    hris_id: 1,
    employeeNumber: 1,
    inTalentPool: true,
    broughtBy: { userId: 'usr_1', name: 'x' },
    brought_by_user_id: 'usr_1',
    applications: [],
    attachments: [],
    hires: [],
    details: {},
    scanState: 'clean',
    isAdmin: true,
    role: 'owner',
    $set: {},
    sandbox: true,
  };
  return Object.entries(ours).map(([name, value]) => ({
    row: 26,
    what: name,
    sent: { fields: {}, more: { [name]: value } },
    expected: 'invalid',
  }));
}

// Rows 32, 33, 35 and 36.
export function names(): BadInput[] {
  const both = (text: unknown) => ({ firstName: text, lastName: text });
  const unseen = [
    '',
    ' ',
    '   ',
    '\t',
    '\u00a0',
    '\u200b',
    '\u2060\ufeff',
    '\u200d',
    '\u3000',
    '\u202e',
    '\u034f',
    '\u{e0041}',
  ];
  const long = ['x'.repeat(10_000), 'é'.repeat(10_000), '😀'.repeat(10_000)];
  const combining = ['a'.concat('\u0301'.repeat(100_000)), `${'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!̵͖̇'.repeat(30)}`];
  const good = [
    "O'Brien",
    'Null',
    'null',
    'undefined',
    'Nguyễn',
    'Nguyê\u0303n',
    'محمد',
    '王',
    'Å',
    'X',
    'Þórr',
    'Ḍ̇',
    'Jean‑Luc',
    'd’Arc',
    'ʻOkina',
    '🙂',
    '👨‍👩‍👧',
    'é',
    "Robert'); DROP TABLE candidates;--",
    'von und zu',
    'Ⅷ',
    'ﬃ',
    'ß',
    'İı',
    'नमस्ते',
    'ชื่อ',
    'שלום',
    '1',
    '-',
    '.',
    'True',
    'NaN',
    '<b>',
  ];
  const hidden = [
    'a\u202eb',
    'a\u2066b\u2069',
    'a\u200bb',
    'a\u200eb',
    'x\u{e0049}\u{e0067}\u{e006e}',
    'a\ufeffb',
    'a\u00adb',
    'a\u180eb',
    'a\u2800b',
  ];
  return [
    ...unseen.map(
      (text): BadInput => ({
        row: 32,
        what: `the name ${JSON.stringify(text)}`,
        sent: { fields: both(text) },
        expected: 'name_missing',
      }),
    ),
    { row: 32, what: 'no name', sent: { fields: both(undefined) }, expected: 'name_missing' },
    ...long.map(
      (text): BadInput => ({
        row: 32,
        what: `the name ${quote(text)}`,
        sent: { fields: both(text) },
        expected: 'invalid',
      }),
    ),
    ...[['x'], { value: 'x' }, true].map(
      (value): BadInput => ({
        row: 32,
        what: `the name ${JSON.stringify(value)}`,
        sent: { fields: both(value) },
        expected: 'invalid',
      }),
    ),
    ...good.map(
      (text): BadInput => ({
        row: 33,
        what: `the name ${quote(text)}`,
        sent: { fields: both(text) },
        expected: 'taken',
      }),
    ),
    ...hidden.flatMap((text): BadInput[] => [
      { row: 35, what: `the name ${JSON.stringify(text)}`, sent: { fields: both(text) }, expected: 'taken' },
      {
        row: 35,
        what: `${JSON.stringify(text)} everywhere`,
        sent: { fields: inAll(text) },
        expected: 'taken',
      },
    ]),
    ...combining.flatMap((text): BadInput[] => [
      { row: 36, what: `a name of ${text.length} marks`, sent: { fields: both(text) }, expected: 'invalid' },
      {
        row: 36,
        what: `a city of ${text.length} marks`,
        sent: { fields: { city: text } },
        expected: 'invalid',
      },
    ]),
  ];
}

// Rows 22, 44, 45 and 46.
export function texts(): BadInput[] {
  const sets: [number, string[]][] = [
    [
      22,
      [
        "' or '1'='1",
        "'; drop table candidates; --",
        '1; select pg_sleep(10)',
        "'||(select version())||'",
        '$1',
        '$$; select 1; $$',
        '%s %d %n',
        "\\'; --",
        '/* */ union select * from users',
        "x' and 1=cast((select current_user) as int)--",
        `\${jndi}`,
        "E'\\x41'",
        '::jsonb',
        '?',
        "'::text[]",
      ],
    ],
    [
      44,
      [
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "javascript:alert('x')",
        '</textarea><script>',
        '&lt;b&gt;',
        '<!--',
        ']]>',
        '<svg/onload=alert(1)>',
        "'-alert(1)-'",
        '{{constructor.constructor("alert(1)")()}}',
      ],
    ],
    [
      45,
      [
        "=cmd|'/c calc'!A1",
        '+1',
        '-1',
        '@SUM(1+1)',
        '=1+1',
        '＝1+1',
        '＋1',
        '－1',
        '＠SUM(1)',
        '=HYPERLINK("http://x")',
        '|x',
        '%0A=1',
      ],
    ],
    [
      46,
      [
        '{{7*7}}',
        `\${7*7}`,
        '<%= 7*7 %>',
        '#{7*7}',
        `\${jndi:ldap://127.0.0.1:1/a}`,
        '%{7*7}',
        'x\n2026-01-01 INFO admin login',
        'x\r\nSet-Cookie: a=b',
        '\u001b[31mred',
        '$(id)',
        '`id`',
        '| cat /etc/passwd',
        '../../../../etc/passwd',
        'file:///etc/passwd',
      ],
    ],
  ];
  const free = sets.flatMap(([row, list]) =>
    list.map(
      (text): BadInput => ({
        row,
        what: `${quote(text)} everywhere`,
        sent: { fields: inAll(text) },
        expected: 'taken',
      }),
    ),
  );
  const links = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://mail.example',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    '//linkedin.com/in/x',
    'blob:https://x',
    'view-source:https://x',
    'https:/linkedin.com',
    'about:blank',
  ].flatMap((text) => [
    {
      row: 44,
      what: `${JSON.stringify(text)} as the LinkedIn address`,
      sent: { fields: { linkedinUrl: text } },
      expected: 'invalid',
      issues: ['linkedinUrl'],
    } satisfies BadInput,
    {
      row: 44,
      what: `${JSON.stringify(text)} as the website`,
      sent: { fields: { websiteUrl: text } },
      expected: 'invalid',
      issues: ['websiteUrl'],
    } satisfies BadInput,
  ]);
  return [...free, ...links];
}

// Rows 37 and 38.
export function contacts(): BadInput[] {
  const good = [
    'a@b',
    'a@b.example',
    '"a b"@c.de',
    'a+tag@mail.example',
    'ü@bücher.example',
    "o'brien@mail.example",
    'a@[127.0.0.1]',
    'A@B.EXAMPLE',
    'a@xn--bcher-kva.example',
  ];
  const wrong = [
    'at home',
    'a@',
    '@b',
    'a b@c.example',
    'a@b c.example',
    'a@@b.example',
    'a@b.example, c@d.example',
    'a@b.com\r\nBcc:x@y.z',
    'a@b.com\nx',
    'a\u0000@b.example',
    `${'a'.repeat(320)}@b.example`,
    `a@${'b'.repeat(320)}`,
    'Ada <a@b.example>',
    'a\u0007@b.example',
  ];
  const phones = [
    '+1-555-0100',
    '(030) 1234567',
    '030/12 34 56',
    '+49 30 1234567 ext. 12',
    '٠١٢٣',
    '112',
    '1'.repeat(20),
  ];
  const noPhones = [
    'call me',
    '12',
    '1'.repeat(21),
    '1'.repeat(1000),
    '---',
    '+',
    'one two three',
    'x'.repeat(61),
  ];
  const of = (row: number, field: 'email' | 'phone', text: string, expected: Expected): BadInput => ({
    row,
    what: `${field} ${quote(text)}`,
    sent: { fields: { [field]: text } },
    expected: text.includes('\0') ? 'invalid_text' : expected,
    ...(expected === 'invalid' && !text.includes('\0') && { issues: [field] }),
  });
  return [
    ...good.map((text) => of(37, 'email', text, 'taken')),
    ...wrong.map((text) => of(37, 'email', text, 'invalid')),
    // Digits of other scripts are letters to a telephone.
    ...phones.map((text) => of(38, 'phone', text, /[0-9]/.test(text) ? 'taken' : 'invalid')),
    ...noPhones.map((text) => of(38, 'phone', text, 'invalid')),
  ];
}

// Rows 39, 40 and 41: what nobody asks an applicant for.
export function refusedFields(): BadInput[] {
  const dates = [
    '2023-02-29',
    '01/02/03',
    '2026-13-01',
    '2026-1-1',
    'tomorrow',
    '2026-01-01T00:00:00Z',
    '20260101',
    '0',
    '2026-00-10',
    '0000-01-01',
    '0000-00-00',
  ];
  const sets: [number, Record<string, unknown>][] = [
    [
      39,
      {
        birthDate: '1980-01-01',
        dateOfBirth: '1800-01-01',
        date_of_birth: '2999-01-01',
        ssn: '078-05-1120',
        socialSecurityNumber: '1',
        nationalId: '1',
        age: 30,
      },
    ],
    [
      40,
      {
        current_salary: 1,
        currentSalary: '50000',
        salaryHistory: [],
        previousSalary: 1e12,
        salary: -1,
        payRate: '1',
      },
    ],
    [
      41,
      {
        gender: 'x',
        race: 'x',
        ethnicity: 'x',
        veteranStatus: 'x',
        disability: true,
        religion: 'x',
        sexualOrientation: 'x',
        eeo: { gender: 'x' },
        maritalStatus: 'x',
        pronouns: 'x',
      },
    ],
  ];
  const salaries = ['-1', '1e12', 'negotiable', '€ 50.000', '0'];
  return [
    ...dates.map(
      (text): BadInput => ({
        row: 39,
        what: `available on ${text}`,
        sent: { fields: { availableOn: text } },
        expected: 'invalid',
        issues: ['availableOn'],
      }),
    ),
    ...sets.flatMap(([row, fields]) =>
      Object.entries(fields).map(
        ([name, value]): BadInput => ({
          row,
          what: name,
          sent: { fields: {}, more: { [name]: value } },
          expected: 'invalid',
        }),
      ),
    ),
    ...salaries.map(
      (text): BadInput => ({
        row: 40,
        what: `desired: ${text}`,
        sent: { fields: { desiredSalary: text } },
        expected: 'taken',
      }),
    ),
    ...[-1, 1e12].map(
      (value): BadInput => ({
        row: 40,
        what: `desired: the number ${value}`,
        sent: { fields: { desiredSalary: value } },
        expected: { native: 'invalid' },
      }),
    ),
  ];
}

// Row 43.
export function jobs(): BadInput[] {
  return (['closed', 'draft', 'unknown', 'stranger'] as const).map((job) => ({
    row: 43,
    what: `a job that is ${job === 'stranger' ? 'another company’s' : job}`,
    sent: { fields: {}, job },
    expected: 'not_open',
  }));
}

/** What becomes of a text as first and last name. */
function asName(text: string): Expected {
  const line = text.replace(/\s/gu, ' ');
  if ([...line].length > 100) return 'invalid';
  if (![...line].some((char) => /[^\p{C}\p{Z}\p{M}]/u.test(char))) return 'name_missing';
  return /\p{Cc}/u.test(line) ? 'invalid' : 'taken';
}

// Row 34.
export function ofNaughtyText(text: string, at: number): BadInput[] {
  const what = `${at} ${quote(text)}`;
  const contact = {
    email: /^[ \t]*$/.test(text) || /^[^\s@]{1,64}@[^\s@]+$/u.test(text.trim()),
    phone: text.trim() === '' || (text.length <= 60 && /^\D*(\d\D*){3,20}$/.test(text)),
    websiteUrl: text.trim() === '' || /^https?:\/\/\S+$/i.test(text.trim()),
  };
  const wrong = Object.entries(contact).flatMap(([name, isRight]) => (isRight ? [] : [name]));
  return [
    {
      row: 34,
      what: `${what} in every free text`,
      sent: { fields: inAll(text) },
      expected: [...text].length <= 200 ? 'taken' : 'invalid',
    },
    {
      row: 34,
      what: `${what} as a name`,
      sent: { fields: { firstName: text, lastName: text } },
      expected: { native: asName(text), bamboohr: asName(text.trim()) },
    },
    {
      row: 34,
      what: `${what} as e-mail, phone and website`,
      sent: { fields: { email: text, phone: text, websiteUrl: text } },
      expected: { native: wrong.length === 0 ? 'taken' : 'invalid' },
      issues: wrong,
    },
  ];
}
