// Which addresses this server may call. Decided twice for every connection: by what the URL
// says, and by what the name resolves to at the moment of dialling; the address that was
// judged is the one that is dialled, so a name that changes its mind (rebinding) gains nothing.
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { JoineryError } from '@joinery/sdk';
import ipaddr from 'ipaddr.js';

/** Whom a URL speaks to: anybody on the internet, or a host that the operator listed. */
export type Reach = 'public' | 'listed';

export interface AddressRules {
  /** `host` or `host:port`, from JOINERY_EGRESS_ALLOW. */
  allow: readonly string[];
  /** Ports that may be called on the internet. */
  publicPorts: readonly number[];
}

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

export interface Target {
  protocol: string;
  hostname: string;
  port: number;
}

const defaultPorts: Record<string, number> = { 'http:': 80, 'https:': 443 };

/** @throws JoineryError `egress.address_not_allowed` */
export function assertAllowed(url: URL, rules: AddressRules): Reach {
  if (url.username !== '' || url.password !== '') refuse('An address must not hold a user name or password.');
  return reachOf(targetOf(url), rules);
}

export function targetOf(url: URL): Target {
  const port = url.port === '' ? (defaultPorts[url.protocol] ?? 0) : Number(url.port);
  return { protocol: url.protocol, hostname: bareHost(url.hostname), port };
}

/** @throws JoineryError `egress.address_not_allowed` */
export function reachOf(target: Target, rules: AddressRules): Reach {
  if (defaultPorts[target.protocol] === undefined)
    refuse('Only addresses that begin with https:// can be called.');
  if (isListed(target, rules)) return 'listed';
  if (isIP(target.hostname) !== 0 && !isPublicAddress(target.hostname)) refuseAddress(target.hostname);
  if (isLocalhost(withoutDot(target.hostname))) refuseAddress(target.hostname);
  if (target.protocol !== 'https:') refuse('Only addresses that begin with https:// can be called.');
  if (!rules.publicPorts.includes(target.port))
    refuse(`Port ${target.port} is not one that this server calls; list host:port in JOINERY_EGRESS_ALLOW.`);
  return 'public';
}

/** Names under localhost mean this machine (RFC 6761), whether the resolver knows them or not. */
export const resolveLocalhost: Resolve = async () => [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * Refuses all but plain HTTP to this machine, below the base and nowhere else.
 *
 * @throws JoineryError `egress.address_not_allowed`
 */
export function assertBelow(url: URL, base: URL): void {
  const isBelow = url.origin === base.origin && url.pathname.startsWith(`${base.pathname}/`);
  if (url.protocol !== 'http:' || !isThisMachine(url.hostname) || !isBelow)
    refuse('The address is not one of the sandbox company.');
  if (url.username !== '' || url.password !== '') refuse('An address must not hold a user name or password.');
}

/** @throws JoineryError `egress.address_not_allowed` */
export function assertSameOrigin(url: URL, base: URL): void {
  if (url.origin !== base.origin || url.username !== '' || url.password !== '')
    refuse('The address is not one of the service that was set up.');
}

/** Whether a host of a URL is this machine by its name alone. */
export function isThisMachine(hostname: string): boolean {
  const name = withoutDot(bareHost(hostname));
  return isLocalhost(name) || name === '127.0.0.1' || name === '::1';
}

/** Whether a numeric address may be dialled for this reach; `own` is this server itself. */
export function mayDial(reach: Reach | 'own', address: string): boolean {
  if (reach === 'listed') return true;
  return reach === 'own' ? isLoopback(address) : isPublicAddress(address);
}

/**
 * The resolver that connections are dialled with. One address that may not be dialled refuses
 * the name as a whole: an honest public service has no private record.
 */
export function guardedLookup(reach: Reach | 'own', resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => answerLookup(reach, addresses, options, callback),
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

function answerLookup(
  reach: Reach | 'own',
  addresses: LookupAddress[],
  options: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void {
  const hostile = addresses.find(({ address }) => !mayDial(reach, address));
  if (hostile !== undefined) {
    callback(addressError(hostile.address), []);
    return;
  }
  const wanted = addresses.filter(({ family }) => !options.family || family === options.family);
  const [first] = wanted;
  if (first === undefined) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), []);
  else if (options.all === true) callback(null, wanted);
  else callback(null, first.address, first.family);
}

export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  // Global unicast is 2000::/3; outside it lie the IPv4-compatible addresses, which the range
  // table does not know.
  if (parsed instanceof ipaddr.IPv6 && (parsed.parts[0] ?? 0) >> 13 !== 1) return false;
  return parsed.range() === 'unicast';
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

function isLocalhost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

function isListed({ hostname, port }: Target, rules: AddressRules): boolean {
  const name = withoutDot(hostname);
  return rules.allow.some((entry) => {
    const { host, port: listedPort } = splitEntry(entry);
    return host === name && (listedPort === undefined || listedPort === port);
  });
}

function splitEntry(entry: string): { host: string; port: number | undefined } {
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [undefined, entry, undefined];
  return {
    host: withoutDot(bareHost(host ?? '')).toLowerCase(),
    port: port === undefined ? undefined : Number(port),
  };
}

function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '');
}

function refuse(message: string): never {
  throw new JoineryError('egress.address_not_allowed', message);
}

function refuseAddress(address: string): never {
  throw addressError(address);
}

function addressError(address: string): JoineryError {
  return new JoineryError(
    'egress.address_not_allowed',
    'The address leads into a private network. List the host in JOINERY_EGRESS_ALLOW if that is meant.',
    { details: { address } },
  );
}
