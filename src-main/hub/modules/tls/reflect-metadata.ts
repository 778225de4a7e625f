/**
 * The part of the metadata API that the x509 library's container asks for when it is loaded, and refuses to load without.
 * What is noted belongs to the classes of that library alone.
 */
interface MetadataReflect {
  getMetadata?(key: unknown, target: object): unknown;
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

const notes = new WeakMap<object, Map<unknown, unknown>>();

function getOwnMetadata(key: unknown, target: object): unknown {
  return notes.get(target)?.get(key);
}

/** As for properties: what a class does not have, the one that it extends may. */
function getMetadata(key: unknown, target: object): unknown {
  for (let each: object | null = target; each !== null; each = Reflect.getPrototypeOf(each)) {
    if (notes.get(each)?.has(key) === true) return getOwnMetadata(key, each);
  }
  return undefined;
}

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const known = notes.get(target) ?? new Map<unknown, unknown>();
  notes.set(target, known.set(key, value));
}

const reflect = Reflect as MetadataReflect;
// Somebody else's is as good, and may hold notes already.
if (reflect.getMetadata === undefined) Object.assign(reflect, { getMetadata, getOwnMetadata, defineMetadata });
