// Addresses that a stranger may give for a document and that nobody may call: what they lead to, in
// all the ways in which it can be spelled. Each is refused by its spelling alone.

/** Networks that are nobody's to call (IANA's registries of special addresses), one host of each. */
const hosts4 = [
  [127, 0, 0, 1],
  [127, 255, 255, 254],
  [0, 0, 0, 0],
  [10, 0, 0, 5],
  [100, 64, 0, 1],
  [169, 254, 169, 254],
  [172, 16, 0, 1],
  [172, 31, 255, 254],
  [192, 0, 0, 8],
  [192, 0, 2, 1],
  [192, 168, 1, 1],
  [198, 18, 0, 1],
  [198, 51, 100, 1],
  [203, 0, 113, 1],
  [224, 0, 0, 1],
  [240, 0, 0, 1],
  [255, 255, 255, 255],
] as const;

const hosts6 = [
  '::',
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  'fc00::1',
  'fd12:3456:789a::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  '::ffff:10.0.0.5',
  '::ffff:169.254.169.254',
];

const names = [
  'localhost',
  'localhost.',
  'LOCALHOST',
  'LocalHost.',
  'db.localhost',
  'a.b.localhost.',
  'loc%61lhost',
  'ｌｏｃａｌｈｏｓｔ',
  'localhost。',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
];

const otherPlaces = ['example.com', '93.184.215.14', '[2606:4700::1]'];
const ports = [
  1, 22, 25, 80, 110, 389, 444, 2375, 3306, 5432, 6379, 8080, 8420, 8443, 9200, 11211, 27017, 65535,
];
const schemes = [
  'http',
  'ftp',
  'gopher',
  'file',
  'ws',
  'wss',
  'ldap',
  'dict',
  'sftp',
  'tftp',
  'jar',
  'ssh',
  'blob',
  'chrome',
];
const noAddresses = [
  'data:application/pdf;base64,JVBERi0=',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'file://localhost/etc/passwd',
  'about:blank',
  'mailto:x@example.com',
  'urn:isbn:0451450523',
  'https://',
  'https:///',
  'https://[',
  'https://[::1',
  'https://256.256.256.256/',
  'https://1.2.3.4.5/',
  'https://0x7f.0.0.0.1/',
  'https://exa mple.com/',
  'https://example.com:99999/',
  'https://example.com:-1/',
  '//example.com/cv.pdf',
  '/etc/passwd',
  '../../etc/passwd',
  'C:\\cv.pdf',
  '\\\\share\\cv.pdf',
  'example.com/cv.pdf',
  'cv.pdf',
  ' ',
  'https://exa\u0007mple.com%00.evil/',
];

function spellings([a, b, c, d]: readonly [number, number, number, number]): string[] {
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (n: number): string => `0x${n.toString(16)}`;
  const octal = (n: number): string => `0${n.toString(8)}`;
  const plain = `${a}.${b}.${c}.${d}`;
  return [
    plain,
    `${plain}.`,
    String(whole),
    hex(whole),
    octal(whole),
    [a, b, c, d].map(hex).join('.'),
    [a, b, c, d].map(octal).join('.'),
    `${hex(a)}.${b}.${octal(c)}.${d}`,
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    plain.replaceAll('.', '。'),
    plain.replaceAll('.', '．'),
    plain.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    plain.replace(/\d/g, (digit) => `%3${digit}`),
    `[::ffff:${plain}]`,
  ];
}

export function hostileUrls(): string[] {
  const hosts = [...hosts4.flatMap(spellings), ...hosts6.map((host) => `[${host}]`), ...names];
  const all = [
    ...hosts.map((host) => `https://${host}/cv.pdf`),
    ...hosts.slice(0, 30).map((host) => `https://${host}:443/cv.pdf`),
    ...otherPlaces.flatMap((host) => ports.map((port) => `https://${host}:${port}/cv.pdf`)),
    ...otherPlaces.flatMap((host) => schemes.map((scheme) => `${scheme}://${host}/cv.pdf`)),
    ...['user@', 'user:secret@', ':secret@', 'example.com@', 'example.com:443@'].flatMap((login) =>
      ['example.com', '127.0.0.1', 'localhost'].map((host) => `https://${login}${host}/cv.pdf`),
    ),
    ...[
      '127.0.0.1#@example.com/',
      '127.0.0.1\\@example.com/',
      '127.0.0.1?@example.com/',
      '127.0.0.1/@example.com',
    ].map((rest) => `https://${rest}`),
    'https:127.0.0.1/cv.pdf',
    'https:\\\\127.0.0.1\\cv.pdf',
    'HTTPS://127.0.0.1/cv.pdf',
    '\thttps://127.0.0.1/cv.pdf',
    'ht\ntps://127.0.0.1/cv.pdf',
    ...noAddresses,
  ];
  return [...new Set(all)];
}
