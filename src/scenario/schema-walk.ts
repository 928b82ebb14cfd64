/** Finds its way through a schema along a value, so that an error can name the fields there are, and where a field belongs. */
import { z } from "zod";

export type Path = readonly PropertyKey[];

/** The object that stands at the path, each union decided by the value's own discriminator; undefined where there is none. */
export function objectAt(schema: z.ZodType, value: unknown, path: Path): z.ZodObject | undefined {
  const here = decided(schema, value);
  if (path.length === 0) return here instanceof z.ZodObject ? here : undefined;
  const [key, ...rest] = path;
  const next = childOf(here, key!);
  return next === undefined ? undefined : objectAt(next, fieldOf(value, key!), rest);
}

/** A union that leads to the object at the path: by which field it is told, and its members. */
export interface UnionStep {
  readonly discriminator: string;
  readonly options: readonly z.ZodType[];
}

/** The unions at the path itself, the outermost first. */
export function unionsAt(schema: z.ZodType, value: unknown, path: Path): readonly UnionStep[] {
  if (path.length > 0) {
    const [key, ...rest] = path;
    const next = childOf(decided(schema, value), key!);
    return next === undefined ? [] : unionsAt(next, fieldOf(value, key!), rest);
  }
  const bare = unwrapped(schema);
  if (!(bare instanceof z.ZodDiscriminatedUnion)) return [];
  const options = bare.options as readonly z.ZodType[];
  const chosen = options.find((option) => isMember(option, bare.def.discriminator, value));
  return [
    { discriminator: bare.def.discriminator, options },
    ...(chosen === undefined ? [] : unionsAt(chosen, value, [])),
  ];
}

/** All objects of a union, the nested ones too. */
export function objectsOf(schema: z.ZodType): readonly z.ZodObject[] {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodObject) return [bare];
  if (!(bare instanceof z.ZodUnion)) return [];
  return (bare.options as readonly z.ZodType[]).flatMap(objectsOf);
}

/** The value without the fields that its schema does not have, or has only to say that they may not be there. */
export function withoutStrangers(schema: z.ZodType, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const here = decided(schema, value);
  if (Array.isArray(value)) {
    return here instanceof z.ZodArray
      ? value.map((element) => withoutStrangers(here.element as z.ZodType, element))
      : value;
  }
  if (!(here instanceof z.ZodObject)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const child = childOf(here, name);
      if (child === undefined || unwrapped(child) instanceof z.ZodNever) return [];
      return [[name, withoutStrangers(child, field)]];
    }),
  );
}

/** The values that an object's field may have, where it is one of a few literals. */
export function literalsOf(object: z.ZodObject, field: string): readonly unknown[] {
  const bare = unwrapped(object.shape[field] as z.ZodType | undefined);
  if (bare instanceof z.ZodLiteral) return [...bare.values];
  return bare instanceof z.ZodEnum ? bare.options : [];
}

export function fieldOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<PropertyKey, unknown>>)[key];
}

function childOf(schema: z.ZodType | undefined, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (!(schema instanceof z.ZodObject) || !Object.hasOwn(schema.shape, key)) return undefined;
  return schema.shape[key as string] as z.ZodType;
}

function decided(schema: z.ZodType, value: unknown): z.ZodType | undefined {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodDiscriminatedUnion) {
    const options = bare.options as readonly z.ZodType[];
    const chosen = options.find((option) => isMember(option, bare.def.discriminator, value));
    return chosen && decided(chosen, value);
  }
  if (bare instanceof z.ZodUnion) {
    const objects = (bare.options as readonly z.ZodType[]).filter(
      (option) => option instanceof z.ZodObject,
    );
    return objects[0];
  }
  return bare;
}

function isMember(option: z.ZodType, discriminator: string, value: unknown): boolean {
  const wanted = fieldOf(value, discriminator);
  return objectsOf(option).some((object) => {
    const field = object.shape[discriminator] as z.ZodType | undefined;
    return field?.safeParse(wanted).success === true;
  });
}

function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  let bare = schema;
  while (bare instanceof z.ZodOptional) bare = bare.unwrap() as z.ZodType;
  return bare;
}
