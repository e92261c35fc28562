// Reads an account the way any program for BambooHR does: plain HTTP, Basic with the key.
export interface Account {
  apiKey: string;
  baseUrl: string;
}

export async function ask({ apiKey, baseUrl }: Account, path: string): Promise<Response> {
  const credentials = Buffer.from(`${apiKey}:x`).toString('base64');
  const answer = await fetch(`${baseUrl}/v1${path}`, {
    headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
  });
  if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

export async function askJson<T>(account: Account, path: string): Promise<T> {
  return (await (await ask(account, path)).json()) as T;
}
