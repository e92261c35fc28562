// Documents that an answer names by their address. The account's own are read as everything of it is. One
// elsewhere is at an address that anybody may have given: it gets no key, and says nothing of the account.
import { JoineryError, ProviderError } from '@joinery/sdk';
import type { Account, ProviderAnswer } from './connector.ts';
import { failure, type Http, type HttpProvider } from './http.ts';
import type { ReceivedFile, ReceivedFileRef } from './recruiting.ts';

const operation = 'documents.get';
const gone: readonly unknown[] = [401, 403, 404, 410];
const untaken: readonly string[] = ['egress.address_not_allowed', 'egress.answer_too_large'];

type Content = Omit<ReceivedFile, 'name'> | null;

/** Null for one that is gone, that is too large, or whose address may not be called. */
export async function readDocumentAt(
  account: Account,
  { http, provider }: { readonly http: Http; readonly provider: HttpProvider },
  { id, name }: ReceivedFileRef,
): Promise<ReceivedFile | null> {
  const url = URL.parse(id, account.baseUrl);
  if (url === null) return null;
  const isOwn = url.origin === new URL(account.baseUrl).origin;
  const content = isOwn ? await readOwn(http, url) : await readElsewhere(account, provider, url);
  return content && { name: name ?? nameIn(url), ...content };
}

async function readOwn(http: Http, url: URL): Promise<Content> {
  try {
    const { contentType, bytes } = await http({ operation, method: 'GET', url: url.href });
    return { contentType, bytes };
  } catch (error) {
    const isGone = error instanceof ProviderError && error.code !== 'connections.unauthorized';
    if (isGone && gone.includes(error.status)) return null;
    throw error;
  }
}

// Whatever goes wrong there concerns this document alone: no other application waits for it.
async function readElsewhere({ fetchDocument }: Account, provider: HttpProvider, url: URL): Promise<Content> {
  if (fetchDocument === undefined) return null;
  try {
    const answer = await fetchDocument(url.href);
    const bytes = await bytesOf(answer);
    if (answer.status === 200) return { contentType: answer.headers.get('content-type') ?? '', bytes };
    if (gone.includes(answer.status)) return null;
    throw failure({ operation }, provider, 'ambiguous', `where a document is, ${answer.status} was answered`);
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    if (error instanceof JoineryError && untaken.includes(error.code)) return null;
    throw failure({ operation }, provider, 'ambiguous', 'a document cannot be read where it is', {
      cause: error,
    });
  }
}

/** What was read is bounded by whoever gave us the `fetch`. */
async function bytesOf({ body }: ProviderAnswer): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

function nameIn({ pathname }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || 'document';
  } catch {
    // Not encoded as addresses are: a name all the same.
    return last;
  }
}
