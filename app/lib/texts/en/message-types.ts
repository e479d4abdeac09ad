/** A text that depends on a number: one wording per plural category of the language. */
export type PluralMessage = { one: string; other: string };

/** Texts by section; a leaf is a text or a plural. `{name}` in a text is filled in by `t`. */
export type MessageTree = { readonly [key: string]: string | PluralMessage | MessageTree };

/** The same keys in another language; which plural categories it needs is its own matter. */
export type TranslationOf<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string
    ? string
    : Tree[Key] extends PluralMessage
      ? Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
      : TranslationOf<Tree[Key]>;
};

/** Dotted paths of all leaves, such as `cart.empty.title`. */
export type KeyOf<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string | PluralMessage
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

type PlaceholderNames<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholderNames<Rest>
  : never;

/** The names a message wants filled in; a plural always wants `count`. */
export type MessageParameter<Message> = Message extends string
  ? PlaceholderNames<Message>
  : Message extends PluralMessage
    ? PlaceholderNames<Message['one']> | PlaceholderNames<Message['other']> | 'count'
    : never;
