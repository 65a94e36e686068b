// Types of the query page: what the server sends.

/** What `/query/data.json` has. */
export interface PageData {
  /** What the IRIs of papers and entities begin with. */
  base: string;
  /** The IRI that each prefix is short for. */
  prefixes: Record<string, string>;
  /** What each kind of parameter takes. */
  kinds: Record<string, string>;
  questions: Question[];
}

export interface Question {
  name: string;
  title: string;
  parameters: Parameter[];
  text: string;
}

export interface Parameter {
  name: string;
  kind: string;
  example: string;
  optional: boolean;
}

/** A term of an answer in SPARQL 1.1 JSON; a quoted triple has an object as its value. */
export interface Term {
  type: string;
  value: unknown;
}

/** An answer in SPARQL 1.1 JSON. */
export type Answer =
  | { boolean: boolean }
  | { head: { vars: string[] }; results: { bindings: Record<string, Term | undefined>[] } };
