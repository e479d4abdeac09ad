/** Numbers equal names, so that a name is the same in every run that contains its subject. */
export class UniqueNames {
  readonly #counts = new Map<string, number>();

  /** `a`, then `a 2`, `a 3`. */
  next(name: string): string {
    const number = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, number);
    return number === 1 ? name : `${name} ${number}`;
  }
}
