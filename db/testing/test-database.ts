import { inject } from 'vitest';
import { cloneTemplate, type ClonedDatabase } from './test-template.ts';

/**
 * A fresh, migrated, empty database for one test file:
 * `const database = await createTestDatabase(); afterAll(() => database.drop());`.
 * What is not dropped goes with the server at the end of the run.
 */
export function createTestDatabase(): Promise<ClonedDatabase> {
  return cloneTemplate(inject('templateServer'));
}
