// Checks the import rules of .dependency-cruiser.cjs; exits with 1 when one is violated.
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';

// dependency-cruiser needs the compiler's JavaScript API, which TypeScript 7 does not have; TypeScript 6
// is installed for it alone.
registerHooks({
  resolve(specifier, context, next) {
    const forCruiser = context.parentURL?.includes('/node_modules/dependency-cruiser/');
    const renamed = specifier.replace(/^typescript(?=$|\/)/, 'typescript-6');
    return next(forCruiser ? renamed : specifier, context);
  },
});
const { cruise } = await import('dependency-cruiser');

process.chdir(join(import.meta.dirname, '../..'));
const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');
const { forbidden, options } = config;
const roots = 'app server db workers tools e2e'.split(' ');
// Tests may import any folder, so the rule about folder cycles ignores them.
const isAboutFolders = (rule: { scope?: string }) => rule.scope === 'folder';
const testFiles = '\\.(test|spec)\\.tsx?$|/testing/|/test-[^/]+\\.ts$';
const runs = [
  { rules: forbidden.filter((rule: { scope?: string }) => !isAboutFolders(rule)), options },
  {
    rules: forbidden.filter(isAboutFolders),
    options: { ...options, exclude: { path: `${options.exclude.path}|${testFiles}` } },
  },
];
for (const { rules, options } of runs) {
  const result = await cruise(roots, {
    ...options,
    ruleSet: { forbidden: rules },
    validate: true,
    outputType: 'err-long',
  });
  console.log(result.output);
  if (result.exitCode > 0) process.exitCode = 1;
}
