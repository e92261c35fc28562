// Documents of JSON:API, read leniently: a resource, what it is related to, and what came along. Pure.
import { isObject, textOf } from '../recruiting-wire.ts';

export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Ids of what it belongs to, by the relationship's name. */
  readonly relations: Readonly<Record<string, { readonly type: string; readonly id: string }>>;
}

export interface Document {
  readonly data: readonly Resource[];
  /** By type and id. */
  readonly included: ReadonlyMap<string, Resource>;
  readonly pageCount: number | null;
}

/** Undefined where it is none. */
export function readDocument(body: unknown): Document | undefined {
  if (!isObject(body) || !('data' in body)) return undefined;
  const { data, included = [], meta } = body;
  const all = Array.isArray(data) ? data : data === null ? [] : [data];
  const resources = all.map(readResource);
  if (resources.includes(undefined)) return undefined;
  const others = (Array.isArray(included) ? included : []).flatMap((one) => readResource(one) ?? []);
  const pages = isObject(meta) ? Number(meta.page_count) : Number.NaN;
  return {
    data: resources.filter((one) => one !== undefined),
    included: new Map(others.map((one) => [`${one.type}/${one.id}`, one])),
    pageCount: Number.isInteger(pages) ? pages : null,
  };
}

function readResource(value: unknown): Resource | undefined {
  if (!isObject(value)) return undefined;
  const [type, id] = [textOf(value.type), textOf(value.id)];
  if (type === null || id === null) return undefined;
  const attributes = isObject(value.attributes) ? value.attributes : {};
  const relationships = isObject(value.relationships) ? value.relationships : {};
  const relations = Object.entries(relationships).flatMap(([name, relation]) => {
    const data = isObject(relation) && isObject(relation.data) ? relation.data : undefined;
    const [relatedType, relatedId] = [textOf(data?.type), textOf(data?.id)];
    return relatedType === null || relatedId === null ? [] : [[name, { type: relatedType, id: relatedId }]];
  });
  return { type, id, attributes, relations: Object.fromEntries(relations) };
}

export function relatedTo(
  { included }: Pick<Document, 'included'>,
  resource: Resource,
  name: string,
): Resource | undefined {
  const relation = resource.relations[name];
  return relation && included.get(`${relation.type}/${relation.id}`);
}
