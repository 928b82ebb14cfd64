/** The same data with every function replaced by its name in brackets: plain data, which can be cloned and written. */
export function withoutCode<T>(value: T): T {
  return plain(value) as T;
}

function plain(value: unknown): unknown {
  if (typeof value === "function") return `[code: ${value.name === "" ? "no name" : value.name}]`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
