// An authority of its own and what it vouches for, made on the spot so that no key lies in the
// repository: for tests of servers that show the right certificate, an old one or somebody else's.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

export interface Certificate {
  key: string;
  cert: string;
}

export interface Authority {
  /** What has to be trusted. */
  cert: string;
  issue(options?: { host?: 'here' | 'elsewhere'; expired?: boolean }): Certificate;
}

export function makeAuthority(name = 'Authority of a test'): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = extension('551d13', der(0x30, Buffer.from([0x01, 0x01, 0xff])));
  const own = { subject: name, issuer: name, publicKey: keys.publicKey, signer: keys.privateKey };
  return {
    cert: certificate({ ...own, until: inYears(10), extensions: [isAuthority] }),
    issue: ({ host = 'here', expired = false } = {}) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const place =
        host === 'here' ? der(0x87, Buffer.from([127, 0, 0, 1])) : der(0x82, Buffer.from('other.example'));
      const cert = certificate({
        subject: 'A server of a test',
        issuer: name,
        publicKey,
        signer: keys.privateKey,
        until: expired ? inYears(-1) : inYears(10),
        extensions: [extension('551d11', der(0x30, place))],
      });
      return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
    },
  };
}

/** This process trusts the authority from now on, until what is given back is called. */
export function trusting({ cert }: Authority): () => void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, cert]);
  return () => setDefaultCACertificates(before);
}

let serials = 0;

function certificate(of: {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyObject;
  until: Date;
  extensions: Buffer[];
}): string {
  serials += 1;
  const version3 = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.from([1, serials >> 8, serials & 0xff]));
  const ecdsaWithSha256 = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const validity = der(0x30, utcTime(inYears(-2)), utcTime(of.until));
  const spki = of.publicKey.export({ type: 'spki', format: 'der' });
  const extensions = der(0xa3, der(0x30, ...of.extensions));
  const names = [named(of.issuer), validity, named(of.subject)];
  const body = der(0x30, version3, serial, ecdsaWithSha256, ...names, spki, extensions);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, of.signer));
  const text = der(0x30, body, ecdsaWithSha256, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

function named(commonName: string): Buffer {
  const type = der(0x06, Buffer.from('550403', 'hex'));
  return der(0x30, der(0x31, der(0x30, type, der(0x0c, Buffer.from(commonName)))));
}

function extension(id: string, value: Buffer): Buffer {
  return der(0x30, der(0x06, Buffer.from(id, 'hex')), der(0x04, value));
}

function inYears(years: number): Date {
  return new Date(Date.now() + years * 365 * 86_400_000);
}

function utcTime(at: Date): Buffer {
  return der(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
