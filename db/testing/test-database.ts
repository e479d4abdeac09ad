import { inject } from 'vitest';
import { cloneTemplate, type ClonedDatabase } from './test-template.ts';

/**
 * A fresh, migrated, empty database for one test file:
 * `const database = await createTestDatabase(); afterAll(() => database.drop());`.
 * Databases that are not dropped are removed with the server.
 */
export function createTestDatabase(): Promise<ClonedDatabase> {
  return cloneTemplate(inject('templateServer'));
}
