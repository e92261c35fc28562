// What can be asked of a field, by its type. Pure.

/** How a field is asked about, whatever it is called in a catalogue. */
export type ValueKind = 'text' | 'date' | 'int' | 'bool' | 'options' | 'govIdText';

export const operatorsOf = {
  text: ['contains', 'does_not_contain', 'equal', 'not_equal', 'empty', 'not_empty'],
  date: ['lt', 'lte', 'gt', 'gte', 'equal', 'not_equal', 'empty', 'not_empty', 'last', 'next', 'range'],
  int: ['equal', 'not_equal', 'gte', 'gt', 'lte', 'lt', 'empty', 'not_empty'],
  bool: ['checked', 'not_checked'],
  options: ['includes', 'does_not_include', 'contains', 'does_not_contain', 'empty', 'not_empty'],
  govIdText: ['empty', 'not_empty'],
} as const satisfies Record<ValueKind, string[]>;

export type Operator = (typeof operatorsOf)[ValueKind][number];

export interface Condition {
  field: string;
  operator: Operator;
  value: unknown;
}

export interface FilterRequest {
  match: 'all' | 'any';
  conditions: Condition[];
  /** Filters that count like one condition each. */
  groups?: FilterRequest[];
}

/** All conditions of a filter, however deep they stand. */
export function conditionsOf(filter: FilterRequest | undefined): Condition[] {
  if (filter === undefined) return [];
  return [...filter.conditions, ...(filter.groups ?? []).flatMap(conditionsOf)];
}

/** The same filter of other conditions. */
export function mapConditions(filter: FilterRequest, to: (condition: Condition) => Condition): FilterRequest {
  const { match, conditions, groups } = filter;
  return {
    match,
    conditions: conditions.map(to),
    ...(groups === undefined ? {} : { groups: groups.map((group) => mapConditions(group, to)) }),
  };
}

const kinds: Record<string, ValueKind> = {
  date: 'date',
  timestamp: 'date',
  int: 'int',
  currency: 'int',
  percentage: 'int',
  bool: 'bool',
  checkbox: 'bool',
  ssn: 'govIdText',
  sin: 'govIdText',
  nin: 'govIdText',
  national_id: 'govIdText',
  list: 'options',
  multilist: 'options',
  status: 'options',
  gender: 'options',
  marital_status: 'options',
  state: 'options',
  country: 'options',
  pay_type: 'options',
  paid_per: 'options',
  relationship: 'options',
};

export function valueKind(type: string): ValueKind {
  return kinds[type] ?? 'text';
}
