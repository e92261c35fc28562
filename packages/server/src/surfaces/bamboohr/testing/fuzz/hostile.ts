// What is not even a request: sent over a bare socket.
import { connect } from 'node:net';

export interface Hostile {
  name: string;
  bytes: (Buffer | string)[];
}

export function hostileRequests(slug: string, apiKey: string): Hostile[] {
  const path = `/api/gateway.php/${slug}/v1`;
  const auth = `Authorization: Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}\r\n`;
  const head = (line: string, more = '') => `${line} HTTP/1.1\r\nHost: localhost\r\n${auth}${more}\r\n`;
  const post = (more: string, body: string) => head(`POST ${path}/employees`, more) + body;
  const megabyte = Buffer.alloc(1024 * 1024, 'a');
  return [
    { name: 'two lengths', bytes: [post('Content-Length: 2\r\nContent-Length: 3\r\n', '{} ')] },
    {
      name: 'a length and chunks',
      bytes: [
        post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\nGET /x HTTP/1.1\r\n\r\n'),
      ],
    },
    {
      name: 'an unknown transfer encoding',
      bytes: [post('Transfer-Encoding: xchunked\r\n', '2\r\n{}\r\n0\r\n\r\n')],
    },
    {
      name: 'a chunk of no number',
      bytes: [post('Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n')],
    },
    { name: 'a NUL in a header', bytes: [head(`GET ${path}/meta/fields`, 'X-A: a\u0000b\r\n')] },
    { name: 'a bare CR in a header', bytes: [head(`GET ${path}/meta/fields`, 'X-A: a\rb\r\n')] },
    { name: 'a space in the path', bytes: [head(`GET ${path}/meta fields`)] },
    { name: 'a raw byte in the path', bytes: [Buffer.from(head(`GET ${path}/meta/\xff`), 'latin1')] },
    { name: 'a path of 64 KB', bytes: [head(`GET ${path}/${'a'.repeat(65_536)}`)] },
    {
      name: 'a header of 100 KB',
      bytes: [head(`GET ${path}/meta/fields`, `X-A: ${'a'.repeat(102_400)}\r\n`)],
    },
    {
      name: '3,000 headers',
      bytes: [
        head(`GET ${path}/meta/fields`, Array.from({ length: 3000 }, (_, i) => `X-${i}: 1\r\n`).join('')),
      ],
    },
    { name: 'the address of another server', bytes: [head('GET http://169.254.169.254/latest')] },
    { name: 'two slashes and a host', bytes: [head('GET //evil.example/api/v1/meta/fields')] },
    { name: 'another protocol', bytes: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'] },
    { name: 'no protocol', bytes: [`GET ${path}/meta/tables\r\n\r\n`] },
    { name: 'rubbish', bytes: [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc])] },
    { name: 'a tunnel', bytes: [head('CONNECT 127.0.0.1:22')] },
    { name: 'two hosts', bytes: [head(`GET ${path}/meta/fields`, 'Host: evil.example\r\n')] },
    {
      name: 'a host that is none',
      bytes: [`GET ${path}/meta/fields HTTP/1.1\r\nHost: a b/<x>\r\n${auth}\r\n`],
    },
    {
      name: 'a body of 30 MB',
      bytes: [post('Content-Length: 31457280\r\n', ''), ...Array.from({ length: 30 }, () => megabyte)],
    },
    {
      name: 'chunks without end',
      bytes: [
        post('Transfer-Encoding: chunked\r\n', ''),
        ...Array.from({ length: 30 }, () =>
          Buffer.concat([Buffer.from('100000\r\n'), megabyte, Buffer.from('\r\n')]),
        ),
      ],
    },
    {
      name: 'a form of 40 MB',
      bytes: [
        head(
          `POST ${path}/employees/1/files`,
          'Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n',
        ),
        ...Array.from({ length: 40 }, () =>
          Buffer.concat([Buffer.from('100000\r\n'), megabyte, Buffer.from('\r\n')]),
        ),
      ],
    },
    {
      name: 'half a request',
      bytes: [`POST ${path}/employees HTTP/1.1\r\nHost: localhost\r\n${auth}Content-Length: 100\r\n\r\n{"a`],
    },
  ];
}

/** The first line of what comes back, or `''` when the connection ends without a word. */
export function speak(port: number, { bytes, name }: Hostile): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const answer = () => Buffer.concat(chunks).toString('latin1').split('\r\n', 1)[0] ?? '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of bytes) socket.write(part);
    });
    const end = () => {
      socket.destroy();
      resolve(answer());
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      // The rest is not waited for; half a request never gets an answer at all.
      if (answer() !== '') setTimeout(end, 50);
    });
    socket.on('error', () => resolve(answer()));
    socket.on('close', () => resolve(answer()));
    if (name.startsWith('half')) setTimeout(end, 300);
    else setTimeout(end, 20_000).unref();
  });
}
