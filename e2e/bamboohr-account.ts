// Uses an account the way any program for BambooHR does: plain HTTP, Basic with the key.
export interface Account {
  apiKey: string;
  baseUrl: string;
}

export async function ask({ apiKey, baseUrl }: Account, path: string, body?: unknown): Promise<Response> {
  const credentials = Buffer.from(`${apiKey}:x`).toString('base64');
  const method = body === undefined ? 'GET' : 'POST';
  const answer = await fetch(`${baseUrl}/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${credentials}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

/** With a body it is posted. */
export async function askJson<T>(account: Account, path: string, body?: unknown): Promise<T> {
  return (await (await ask(account, path, body)).json()) as T;
}
