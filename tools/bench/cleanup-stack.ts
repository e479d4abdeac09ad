/** What has been opened, to be closed in reverse when all is done or opening the next one fails. */
export class CleanupStack {
  readonly #cleanups: (() => unknown)[] = [];

  /** Opens one more; when that fails, the earlier ones are closed. */
  async acquire<T>(opening: Promise<T>, end: (opened: T) => unknown): Promise<T> {
    try {
      const opened = await opening;
      this.#cleanups.push(() => end(opened));
      return opened;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const end of this.#cleanups.splice(0).toReversed()) await end();
  }
}
