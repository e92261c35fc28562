import {
  asArray,
  asFlag,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalNumber,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

export interface CompanyInformation {
  readonly legalName: string | null;
  readonly displayName: string | null;
  readonly phone: string | null;
  readonly address: JsonObject;
  readonly raw: JsonObject;
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

/** The company itself, and the places it is in. */
export class Company {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async information(options: CallOptions = {}): Promise<CompanyInformation> {
    return this.#transport.send(
      reading(
        { operation: 'company.information', path: ['company_information'] },
        decodeInformation,
        options,
      ),
    );
  }

  /** Lists the company's places, archived ones included, over all pages. */
  async *locations(options: CallOptions = {}): AsyncGenerator<CompanyLocation, void, undefined> {
    for (let page = 0; ; page++) {
      const found = await this.#transport.send(
        reading(
          { operation: 'company.locations', path: locationsPath, query: { page, pageSize: 500 } },
          decodeLocations,
          options,
        ),
      );
      yield* found.locations;
      if (found.locations.length === 0 || page + 1 >= found.totalPages) return;
    }
  }

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

function decodeLocations(answer: Answer): { locations: CompanyLocation[]; totalPages: number } {
  const body = asObject(answer.json(), 'the locations');
  const meta = isObject(body.meta) ? body.meta : {};
  return {
    locations: asArray(body.data, 'the locations').map(toLocation),
    totalPages: optionalNumber(meta.totalPages) ?? 1,
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
