// Whether content is what was applied last, without keeping it. Pure.
import { createHash } from 'node:crypto';

const absent = '\u0000absent';

/** Of what came, by the asked names in their order. `basis` is what else the reading of it depends on. */
export function hashRecord(
  basis: string,
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): string {
  const content = names.map((name) => (Object.hasOwn(values, name) ? values[name] : absent));
  return digest(`${basis}\n${JSON.stringify(content)}`)
    .subarray(0, 16)
    .toString('base64url');
}

/** The rows of one person in one table, in whatever order and parts they come. */
export interface GroupHash {
  count: number;
  sum: bigint;
}

export const emptyGroup: GroupHash = { count: 0, sum: 0n };

const modulus = 1n << 128n;

export function addRow(
  group: GroupHash,
  basis: string,
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): GroupHash {
  const content = names.map((name) => (Object.hasOwn(values, name) ? values[name] : absent));
  const row = BigInt(
    `0x${digest(`${basis}\n${JSON.stringify(content)}`)
      .subarray(0, 16)
      .toString('hex')}`,
  );
  return { count: group.count + 1, sum: (group.sum + row) % modulus };
}

export function addGroups(one: GroupHash, other: GroupHash): GroupHash {
  return { count: one.count + other.count, sum: (one.sum + other.sum) % modulus };
}

export function writeGroup({ count, sum }: GroupHash): string {
  return `${count}:${sum.toString(36)}`;
}

/** Undefined for what is no group's hash. */
export function readGroup(text: string | undefined): GroupHash | undefined {
  const match = /^(\d+):([0-9a-z]+)$/.exec(text ?? '');
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  let sum = 0n;
  for (const digit of match[2]) sum = sum * 36n + BigInt(Number.parseInt(digit, 36));
  return { count: Number(match[1]), sum };
}

/** What the reading of a stream's values depends on beside them: changes of it are read anew. */
export function basisOf(parts: unknown): string {
  return digest(JSON.stringify(parts)).subarray(0, 6).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
