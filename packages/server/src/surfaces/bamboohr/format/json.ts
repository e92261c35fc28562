// JSON objects whose keys keep the order they were given in. JavaScript moves keys that look like
// integers to the front; clients ask for fields by number and read the answer in asked order.

export type Entries = readonly (readonly [string, unknown])[];

export function objectText(entries: Entries): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
}
