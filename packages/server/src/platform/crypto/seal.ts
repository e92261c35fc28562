// Secrets at rest: AES-256-GCM. The associated data names the place a secret belongs to, so a
// sealed value copied into another row, column or company does not open there.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** Where a sealed value stands. */
export interface SealPlace {
  companyId: string;
  table: string;
  row: string;
  column: string;
}

export interface Secrets {
  seal(plain: string, place: SealPlace): string;
  /** @throws when the value was changed, or sealed for another place or with another key. */
  open(sealed: string, place: SealPlace): string;
  /** Keyed hash of a token of high entropy, hex. A stolen table cannot be searched for known keys. */
  hash(token: string): string;
  /** Proof that a text was made here for this purpose; hex. Texts of other purposes do not pass for it. */
  mac(purpose: string, text: string): string;
}

const version = '1';

/** @param key 32 random bytes in base64; sealing and hashing keys are derived from it. */
export function openSecrets(key: string): Secrets {
  const master = Buffer.from(key, 'base64');
  const sealing = derive(master, 'joinery seal');
  const hashing = createSecretKey(derive(master, 'joinery token hash'));
  const macKeys = new Map<string, KeyObject>();
  // Purposes are words of ours: there are a few.
  const keyFor = (purpose: string): KeyObject => {
    const known = macKeys.get(purpose);
    if (known !== undefined) return known;
    const made = createSecretKey(derive(master, `joinery mac ${purpose}`));
    macKeys.set(purpose, made);
    return made;
  };
  return {
    seal(plain, place) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
      cipher.setAAD(associatedData(place));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return [version, ...[nonce, cipher.getAuthTag(), body].map((b) => b.toString('base64url'))].join('.');
    },
    open(sealed, place) {
      const [usedVersion, nonce, tag, body] = sealed.split('.');
      if (usedVersion !== version || nonce === undefined || tag === undefined || body === undefined)
        throw new Error('sealed value has an unknown form');
      const decipher = createDecipheriv('aes-256-gcm', sealing, Buffer.from(nonce, 'base64url'), {
        authTagLength: 16,
      });
      decipher.setAAD(associatedData(place));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString(
        'utf8',
      );
    },
    hash: (token) => createHmac('sha256', hashing).update(token).digest('hex'),
    mac: (purpose, text) => createHmac('sha256', keyFor(purpose)).update(text).digest('hex'),
  };
}

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', purpose, 32));
}

function associatedData(place: SealPlace): Buffer {
  return Buffer.from(JSON.stringify([version, place.companyId, place.table, place.row, place.column]));
}
