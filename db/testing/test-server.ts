import type { TestProject } from 'vitest/node';
import { createTemplate, type TemplateServer } from './test-template.ts';
import { startTemporaryServer } from './temporary-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The source of test-database.ts. */
    templateServer: TemplateServer;
  }
}

/** Vitest's global setup: one PostgreSQL per run, with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTemporaryServer();
  try {
    project.provide('templateServer', await createTemplate(server));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return () => server.stop();
}
