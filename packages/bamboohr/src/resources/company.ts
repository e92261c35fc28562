import {
  asArray,
  asFlag,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { assertValues, type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';
import { pageFromZero, readPages } from './pages.ts';

export interface CompanyInformation {
  readonly legalName: string | null;
  readonly displayName: string | null;
  readonly phone: string | null;
  readonly address: JsonObject;
  readonly raw: JsonObject;
}

export interface CompanyProfile extends CompanyInformation {
  readonly industryCodes: readonly string[];
}

/** What is named is changed, null clears it, what is left out stays. */
export interface CompanyInformationChange {
  readonly legalName?: string | null;
  readonly phone?: string | null;
  /** Part by part; null clears all of it. */
  readonly address?: {
    readonly line1?: string | null;
    readonly line2?: string | null;
    readonly city?: string | null;
    readonly state?: string | null;
    readonly zip?: string | null;
  } | null;
}

export interface CompanyLocation {
  readonly id: string;
  readonly label: string | null;
  readonly archived: boolean;
  readonly address: JsonObject;
  readonly raw: JsonObject;
}

export interface LocationInput {
  readonly label: string;
  readonly address?: {
    readonly address1?: string;
    readonly address2?: string;
    readonly city?: string;
    readonly stateId?: Id;
    readonly zipcode?: string;
    readonly countryId?: Id;
    readonly timezone?: string;
    readonly remoteLocation?: boolean;
  };
}

/**
 * The company itself, and the places it is in.
 *
 * Evidence: documented. Of the writes of the profile only the paths are; they take the names of `information`.
 */
export class Company {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Reads names, phone and address. */
  async information(options: CallOptions = {}): Promise<CompanyInformation> {
    return this.#transport.send(
      reading(
        { operation: 'company.information', path: ['company_information'] },
        decodeInformation,
        options,
      ),
    );
  }

  /** Reads what integrations may know of the company: `information`, and its industry codes. */
  async profile(options: CallOptions = {}): Promise<CompanyProfile> {
    return this.#transport.send(
      reading(
        { operation: 'company.profile', path: ['company-profile-integrations'] },
        decodeProfile,
        options,
      ),
    );
  }

  /**
   * Changes names, address and phone by a merge patch (RFC 7396): what is not named stays. 422 for a value
   * that cannot be. Sent exactly once.
   */
  async updateInformation(change: CompanyInformationChange, options: CallOptions = {}): Promise<Written> {
    assertValues({ ...change });
    const path = ['company-profile-data', 'company-information'];
    return this.#transport.send({
      ...writing({ operation: 'company.updateInformation', method: 'PATCH', path, json: change }, options),
      jsonType: 'application/merge-patch+json',
    });
  }

  /** Replaces the name that employees see. Sent exactly once. */
  async setDisplayName(displayName: string, options: CallOptions = {}): Promise<Written> {
    if (displayName.trim() === '') throw new TypeError('BambooHr: "displayName" must not be blank');
    const path = ['company-profile-data', 'display-name'];
    const json = { displayName };
    return this.#transport.send(
      writing({ operation: 'company.setDisplayName', method: 'PUT', path, json }, options),
    );
  }

  /** Replaces all industry codes (NAICS). Sent exactly once. */
  async setIndustryCodes(industryCodes: readonly string[], options: CallOptions = {}): Promise<Written> {
    const path = ['company-profile-data', 'industry-codes'];
    const json = { industryCodes };
    return this.#transport.send(
      writing({ operation: 'company.setIndustryCodes', method: 'PUT', path, json }, options),
    );
  }

  /** Lists the company's places, archived ones included, over all pages. */
  locations(options: CallOptions = {}): AsyncGenerator<CompanyLocation, void, undefined> {
    return readPages<CompanyLocation>(0, (page, judge) =>
      this.#transport.send(
        reading(
          { operation: 'company.locations', path: locationsPath, query: { page, pageSize: 500 } },
          (answer) => judge(pageFromZero(answer.json(), page, toLocation)),
          options,
        ),
      ),
    );
  }

  /** Reads a place, archived or not; 404 when there is none. */
  async location(id: Id, options: CallOptions = {}): Promise<CompanyLocation> {
    const path = [...locationsPath, idSegment(id, 'the location id')];
    return this.#transport.send(reading({ operation: 'company.location', path }, decodeLocation, options));
  }

  /** Adds a place. Sent exactly once. */
  async addLocation(location: LocationInput, options: CallOptions = {}): Promise<CompanyLocation> {
    return this.#transport.send(
      writing(
        { operation: 'company.addLocation', path: locationsPath, json: location, expect: [201] },
        options,
        decodeLocation,
      ),
    );
  }

  /** Replaces a place's name and address. Sent exactly once. */
  async updateLocation(id: Id, location: LocationInput, options: CallOptions = {}): Promise<Written> {
    const path = [...locationsPath, idSegment(id, 'the location id')];
    return this.#transport.send(
      writing({ operation: 'company.updateLocation', method: 'PUT', path, json: location }, options),
    );
  }

  /** Removes a place where nobody is; 409 while somebody is. Sent exactly once. */
  async removeLocation(id: Id, options: CallOptions = {}): Promise<Written> {
    const path = [...locationsPath, idSegment(id, 'the location id')];
    return this.#transport.send(
      writing({ operation: 'company.removeLocation', method: 'DELETE', path, expect: [200, 204] }, options),
    );
  }
}

const locationsPath = ['hris', 'org', 'locations'];

function decodeProfile(answer: Answer): CompanyProfile {
  const information = decodeInformation(answer);
  const codes = asArray(information.raw.industryCodes ?? [], 'the industry codes');
  return { ...information, industryCodes: codes.flatMap((code) => optionalText(code) ?? []) };
}

function decodeInformation(answer: Answer): CompanyInformation {
  const raw = asObject(answer.json(), 'the company');
  return {
    legalName: optionalText(raw.legalName),
    displayName: optionalText(raw.displayName),
    phone: optionalText(raw.phone),
    address: isObject(raw.address) ? raw.address : {},
    raw,
  };
}

function decodeLocation(answer: Answer): CompanyLocation {
  const body = asObject(answer.json(), 'the location');
  return toLocation(isObject(body.data) ? body.data : body);
}

function toLocation(value: Json): CompanyLocation {
  const raw = asObject(value, 'a location');
  return {
    id: asId(raw.id, 'the id of a location'),
    label: optionalText(raw.label),
    archived: asFlag(raw.archived),
    address: isObject(raw.address) ? raw.address : {},
    raw,
  };
}
