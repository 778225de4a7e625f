import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** A schema in one line, the way a TypeScript reader would write the type: `{ id: string, lines: integer 1…10000 }`. */
export function schemaText(schema: z.ZodType, direction: 'input' | 'output'): string {
  return textOf(z.toJSONSchema(schema, { io: direction, unrepresentable: 'any' }) as Json);
}

function textOf(schema: Json): string {
  const options = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (options !== undefined) return options.map(textOf).join(' | ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((each) => JSON.stringify(each)).join(' | ');
  if (Array.isArray(schema['type'])) return schema['type'].map((type) => textOf({ ...schema, type })).join(' | ');
  switch (schema['type']) {
    case 'object':
      return objectText(schema);
    case 'array':
      return `${grouped(textOf(schema['items'] as Json))}[]`;
    case 'integer':
    case 'number':
      return `${schema['type']}${rangeText(schema)}`;
    case 'string':
      return `string${lengthText(schema)}`;
    default:
      return typeof schema['type'] === 'string' ? schema['type'] : 'anything';
  }
}

function objectText(schema: Json): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
  const rest = schema['additionalProperties'];
  if (properties.length === 0) return isSchema(rest) ? `{ [name]: ${textOf(rest)} }` : '{}';
  const required = new Set(schema['required'] as string[] | undefined);
  return `{ ${properties.map(([name, each]) => propertyText(name, each, required.has(name))).join(', ')} }`;
}

function propertyText(name: string, schema: Json, required: boolean): string {
  const initial = 'default' in schema ? ` = ${JSON.stringify(schema['default'])}` : '';
  return `${name}${required ? '' : '?'}: ${textOf(schema)}${initial}`;
}

function isSchema(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function grouped(text: string): string {
  return text.includes(' | ') && !text.startsWith('{') ? `(${text})` : text;
}

/** Zod's safe-integer limits say nothing to a reader and are left out. */
function rangeText(schema: Json): string {
  const least = (schema['minimum'] ?? schema['exclusiveMinimum']) as number | undefined;
  const most = schema['maximum'] as number | undefined;
  const from =
    least === undefined || least === Number.MIN_SAFE_INTEGER
      ? ''
      : String('exclusiveMinimum' in schema ? least + 1 : least);
  const to = most === undefined || most === Number.MAX_SAFE_INTEGER ? '' : String(most);
  return from === '' && to === '' ? '' : ` ${from}…${to}`;
}

function lengthText(schema: Json): string {
  return typeof schema['maxLength'] === 'number' ? ` ≤${schema['maxLength']}` : '';
}
