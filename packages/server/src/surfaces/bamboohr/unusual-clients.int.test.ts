// Clients as they are: raw requests, the company as host name, letter cases, slashes.
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let apiKey: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ apiKey } = await server.sandbox('acme', 10));
});
afterAll(() => server.close());

interface RawReply {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

function raw(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<RawReply>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const sending = request(
      { host: '127.0.0.1', port: server.port, path, method, auth: `${apiKey}:x`, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

describe('the gateway form', () => {
  it.each([
    '/api/gateway.php/acme/v1/employees/1/?fields=firstName',
    '/api/gateway.PHP/ACME/v1/employees/1?fields=firstName',
    '/api/Gateway.php/Acme/v1/employees//1///?fields=firstName',
  ])('is read in %s', async (path) => {
    const { status, text } = await raw(path, { headers: { accept: 'application/json' } });
    expect(status).toBe(200);
    expect(Object.keys(JSON.parse(text))).toEqual(['id', 'firstName']);
  });

  it('answers HEAD like GET, without a body', async () => {
    const { status, headers, text } = await raw('/api/gateway.php/acme/v1/meta/tables', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers['content-type']).toBe('text/xml; charset=UTF-8');
  });

  it('locates new records under the path as the caller wrote it', async () => {
    const { headers } = await raw('/api/gateway.php/Acme/v1/employees/', {
      method: 'POST',
      body: '<employee><field id="firstName">Ann</field><field id="lastName">Lee</field></employee>',
    });
    expect(headers.location).toMatch(
      new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/api/gateway\\.php/Acme/v1/employees/\\d+$`),
    );
  });
});

describe('the host form', () => {
  const host = (name: string) => ({ host: `${name}:${server.port}`, accept: 'application/json' });

  it('takes the company from the first label of the host', async () => {
    const { status, text } = await raw('/api/v1/employees/directory', { headers: host('acme.localhost') });
    expect(status).toBe(200);
    expect(JSON.parse(text).employees.length).toBeGreaterThan(0);
  });

  it('locates new records under that host', async () => {
    const { status, headers } = await raw('/api/v1/employees', {
      method: 'POST',
      headers: { ...host('Acme.localhost'), 'content-type': 'application/json' },
      body: '{"firstName":"Host","lastName":"Form"}',
    });
    expect(status).toBe(201);
    expect(headers.location).toMatch(
      new RegExp(`^http://Acme\\.localhost:${server.port}/api/v1/employees/\\d+$`),
    );
  });

  it.each(['localhost', 'nobody.localhost', '127.0.0.1'])('is 404 for the host %s', async (name) => {
    const { status, text } = await raw('/api/v1/meta/tables', { headers: host(name) });
    expect([status, text]).toEqual([404, '']);
  });
});

describe('a request without a Host header', () => {
  it('is answered, with an error of the protocol', async () => {
    const credentials = Buffer.from(`${apiKey}:x`).toString('base64');
    const text = await speak(
      `GET /api/gateway.php/acme/v1/meta/tables HTTP/1.0\r\nAuthorization: Basic ${credentials}\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toMatch(/x-bamboohr-error-messsage: /i);
  });
});

function speak(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('a Python script of a tutorial', () => {
  it('lists jobs and posts an application with no Accept header of its own', async () => {
    const jobs = await raw('/api/gateway.php/acme/v1/applicant_tracking/jobs', {
      headers: { accept: '*/*' },
    });
    expect(jobs.status).toBe(200);
    const [job] = JSON.parse(jobs.text);
    expect([typeof job.id, typeof job.title.label]).toEqual(['number', 'string']);
    const body = JSON.stringify({
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ann@example.org',
      jobId: job.id,
    });
    const applied = await raw('/api/gateway.php/acme/v1/applicant_tracking/application', {
      method: 'POST',
      headers: { accept: '*/*', 'content-type': 'application/json' },
      body,
    });
    expect(applied.status).toBe(200);
    expect(JSON.parse(applied.text)).toEqual({ result: 'success', candidateId: expect.any(Number) });
  });
});

describe('a form', () => {
  const boundary = 'a-boundary';
  const send = async (path: string, parts: [string, Buffer | string][]) => {
    const chunks = parts.flatMap(([head, content]) => [
      Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]);
    const response = await fetch(`${server.origin}/api/gateway.php/acme/v1/${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${apiKey}:`)}`,
        'content-type': `multipart/form-data; boundary="${boundary}"`,
      },
      body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    });
    return {
      status: response.status,
      location: response.headers.get('location'),
      text: await response.text(),
    };
  };
  const field = (name: string) => `Content-Disposition: form-data; name=${name}`;
  const category = async () => {
    const { text } = await raw('/api/gateway.php/acme/v1/employees/1/files/view?format=json');
    return String(JSON.parse(text).categories[0].id);
  };

  it('may leave its names unquoted and encode the name of a file, as .NET does', async () => {
    const jobs = await raw('/api/gateway.php/acme/v1/applicant_tracking/jobs');
    const { status, text } = await send('applicant_tracking/application', [
      [field('firstName'), 'Zoë'],
      [field('lastName'), 'Müller'],
      [field('jobId'), String(JSON.parse(jobs.text)[0].id)],
      [
        `${field('resume')}; filename=cv.txt; filename*=utf-8''L%C3%A9bens.txt\r\nContent-Type: text/plain`,
        'Hello',
      ],
    ]);
    expect([status, JSON.parse(text).result]).toEqual([200, 'success']);
  });

  it('may carry a file of 20 MB, which comes back byte for byte', async () => {
    const content = Buffer.alloc(20 * 1024 * 1024, 'abcdefghij\n');
    const { status, location } = await send('employees/1/files', [
      [field('"category"'), await category()],
      [`${field('"file"')}; filename="big.txt"`, content],
    ]);
    expect(status).toBe(201);
    const file = await fetch(location ?? '', { headers: { authorization: `Basic ${btoa(`${apiKey}:`)}` } });
    expect(file.headers.get('content-length')).toBe(String(content.length));
    expect(Buffer.from(await file.arrayBuffer()).equals(content)).toBe(true);
  });

  it('may not carry one byte more', async () => {
    const { status } = await send('employees/1/files', [
      [field('"category"'), await category()],
      [`${field('"file"')}; filename="big.txt"`, Buffer.alloc(20 * 1024 * 1024 + 1, 'a')],
    ]);
    expect(status).toBe(413);
  });
});
