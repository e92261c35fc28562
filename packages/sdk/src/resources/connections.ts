import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type {
  Connection,
  ConnectionPatch,
  ConnectionState,
  ConnectionTest,
  connectionInput,
  LastProbe,
  mirrorSettings,
  ProbeReport,
  ProviderUser,
  probeInput,
  SourceWebhookView,
  StoredProbeInput,
} from '../schemas/connections.ts';
import type {
  HireMapping,
  HireMappingPreview,
  HireMappingPreviewInput,
  HireMappingPut,
  HireMappingVersion,
  ValueMappingInput,
} from '../schemas/hire-mappings.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';
import type { Quarantined, Sync, syncInput } from '../schemas/syncs.ts';

export function connectionsResource(http: Http) {
  const at = (id: string) => `/connections/${encodeURIComponent(id)}`;
  return {
    list: (options?: CallOptions) => http.call<Page<Connection>>('GET', '/connections', options),
    get: (id: string, options?: CallOptions) => http.call<Connection>('GET', at(id), options),
    create: (body: z.input<typeof connectionInput>, options?: CallOptions) =>
      http.call<Connection>('POST', '/connections', { ...options, body }),
    update: (id: string, body: ConnectionPatch, options?: CallOptions) =>
      http.call<Connection>('PATCH', at(id), { ...options, body }),
    hireMapping: (id: string, options?: CallOptions) =>
      http.call<HireMapping>('GET', `${at(id)}/hire-mapping`, options),
    /** Makes a new version; refused when somebody saved one meanwhile. */
    putHireMapping: (id: string, body: HireMappingPut, options?: CallOptions) =>
      http.call<HireMapping>('PUT', `${at(id)}/hire-mapping`, { ...options, body }),
    /** Who changed what, newest first. */
    hireMappingVersions: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<HireMappingVersion>>('GET', `${at(id)}/hire-mapping/versions`, {
        ...options,
        query: { ...query },
      }),
    /** What a mapping makes of an application; nothing is sent. */
    previewHireMapping: (id: string, body: HireMappingPreviewInput, options?: CallOptions) =>
      http.call<HireMappingPreview>('POST', `${at(id)}/hire-mapping/preview`, { ...options, body }),
    /** From now on sends one value for another. */
    mapHireValue: (id: string, body: ValueMappingInput, options?: CallOptions) =>
      http.call<HireMapping>('POST', `${at(id)}/hire-mapping/values`, { ...options, body }),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
    /** Calls the provider, reading only, and tells what works. */
    test: (id: string, options?: CallOptions) => http.call<ConnectionTest>('POST', `${at(id)}/test`, options),
    /** Budget, pauses and stops of its requests. */
    state: (id: string, options?: CallOptions) =>
      http.call<ConnectionState>('GET', `${at(id)}/state`, options),
    /** What a key sees and may do, before anything is stored. */
    probeNew: (body: z.input<typeof probeInput>, options?: CallOptions) =>
      http.call<ProbeReport>('POST', '/connections/probe', { ...options, body }),
    /** The same for a stored connection; kept as its last one. */
    probe: (id: string, body: StoredProbeInput = {}, options?: CallOptions) =>
      http.call<ProbeReport>('POST', `${at(id)}/probe`, { ...options, body }),
    lastProbe: (id: string, options?: CallOptions) => http.call<LastProbe>('GET', `${at(id)}/probe`, options),
    /** Sets what is mirrored. The first time, it begins with a full sync. */
    setMirror: (id: string, body: z.input<typeof mirrorSettings>, options?: CallOptions) =>
      http.call<Connection>('PUT', `${at(id)}/mirror`, { ...options, body }),
    /** Asks for a sync; one that waits already is answered instead of another. */
    sync: (id: string, body: z.input<typeof syncInput> = {}, options?: CallOptions) =>
      http.call<Sync>('POST', `${at(id)}/syncs`, { ...options, body }),
    quarantine: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<Quarantined>>('GET', `${at(id)}/quarantine`, { ...options, query: { ...query } }),
    users: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<ProviderUser>>('GET', `${at(id)}/users`, { ...options, query: { ...query } }),
    webhook: (id: string, options?: CallOptions) =>
      http.call<SourceWebhookView>('GET', `${at(id)}/webhook`, options),
    /** Registers a webhook at the provider. */
    addWebhook: (id: string, options?: CallOptions) =>
      http.call<SourceWebhookView>('POST', `${at(id)}/webhook`, options),
    removeWebhook: (id: string, options?: CallOptions) =>
      http.call<void>('DELETE', `${at(id)}/webhook`, options),
  };
}
