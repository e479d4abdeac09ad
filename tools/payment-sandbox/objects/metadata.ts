/** A shop's own keys and values on an object. */
export type Metadata = Record<string, string>;
