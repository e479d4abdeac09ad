/** A text that depends on a number: one wording per plural category of the language. */
export type Plural = { one: string; other: string };

/** Texts by section; a leaf is a text or a plural. `{name}` in a text is filled in by `t`. */
export type MessageTree = { readonly [key: string]: string | Plural | MessageTree };

/** The same keys in another language; which plural categories it needs is its own matter. */
export type TranslationOf<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string
    ? string
    : Tree[Key] extends Plural
      ? Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
      : TranslationOf<Tree[Key]>;
};

/** Dotted paths of all leaves, such as `cart.empty.title`. */
export type KeyOf<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string | Plural
    ? Key
    : `${Key}.${KeyOf<Tree[Key]>}`;
}[keyof Tree & string];

export type MessageAt<Tree, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Tree
    ? MessageAt<Tree[Head], Rest>
    : never
  : Path extends keyof Tree
    ? Tree[Path]
    : never;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The names a message wants filled in; a plural always wants `count`. */
export type ParameterOf<Message> = Message extends string
  ? NamesIn<Message>
  : Message extends Plural
    ? NamesIn<Message['one']> | NamesIn<Message['other']> | 'count'
    : never;
