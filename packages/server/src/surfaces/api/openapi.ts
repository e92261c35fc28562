import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { candidatesRoutes } from './candidates.routes.ts';
import { publicRoutes } from './public.routes.ts';

interface MediaType {
  schema?: Record<string, unknown>;
}
interface Operation {
  requestBody?: { content?: Record<string, MediaType> };
}
interface Document {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

/** How the OpenAPI 3.1 document of /v1 is made from the route tables. */
export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Joinery',
      version: '1',
      description:
        'Send `Authorization: Bearer KEY`. Every POST and PATCH but those of `/session` takes an `Idempotency-Key`: the same key and request get the first answer again, for seven days. Errors are problem documents (RFC 9457) with a stable `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, `jnr_…`' },
        publishable: {
          type: 'http',
          scheme: 'bearer',
          description: 'A publishable key, `pk_…`, from a page whose origin is listed with it',
        },
        basic: { type: 'http', scheme: 'basic', description: 'An API key as the user name' },
      },
    },
    security: [{ key: [] }, { basic: [] }],
  },
  transform: jsonSchemaTransform,
  transformObject: (input) =>
    withoutUnused(addFileFields(jsonSchemaTransformObject(input) as Document)) as never,
};

/** Fields that carry files stand in no schema: they are not part of the body that a handler gets. */
function addFileFields(document: Document): Document {
  for (const { url, method, forms } of [
    ...candidatesRoutes,
    ...publicRoutes({
      intake: { take: () => undefined, assertRoom: () => undefined },
      bodies: { enter: async () => () => undefined },
    }),
  ]) {
    if (forms === undefined) continue;
    const path = `/v1${url.replace(/:(\w+)/g, '{$1}')}`;
    const operation = document.paths?.[path]?.[method.toLowerCase()];
    if (operation !== undefined) describeForm(operation, forms);
  }
  return document;
}

function describeForm(operation: Operation, forms: string[]): void {
  const content = operation.requestBody?.content ?? {};
  const { schema = {} } = content['multipart/form-data'] ?? {};
  const files = forms.map((name) => [name, { type: 'string', format: 'binary' }]);
  const form = { type: 'object', properties: Object.fromEntries(files) };
  const isEmpty = Object.keys(schema).length === 0;
  content['multipart/form-data'] = { schema: isEmpty ? form : { allOf: [withoutStrictness(schema), form] } };
  operation.requestBody = { ...operation.requestBody, content };
}

// Else `allOf` would forbid the fields of the other part.
function withoutStrictness({ additionalProperties: _strict, ...schema }: Record<string, unknown>) {
  return schema;
}

// Every named schema of the SDK has been added, in a form for requests and one for answers.
function withoutUnused(document: Document): Document {
  const all = document.components?.schemas ?? {};
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(all[name] ?? null);
    }
  };
  visit(document.paths ?? {});
  const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas } };
}
