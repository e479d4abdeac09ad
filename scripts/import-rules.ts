// Checks who may import whom, as .dependency-cruiser.cjs says; exits 1 and names what breaks a rule.
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';

// dependency-cruiser reads TypeScript through the compiler's JavaScript API, which TypeScript 7 does
// not have: it gets version 6, installed beside it for this purpose alone.
registerHooks({
  resolve(specifier, context, next) {
    const forCruiser = context.parentURL?.includes('/node_modules/dependency-cruiser/');
    const renamed = specifier.replace(/^typescript(?=$|\/)/, 'typescript-6');
    return next(forCruiser ? renamed : specifier, context);
  },
});
const { cruise } = await import('dependency-cruiser');

process.chdir(join(import.meta.dirname, '..'));
const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const { forbidden, options } = config;
const rooms = 'app server db workers payment-sandbox scripts e2e bench simulator chaos'.split(' ');
const result = await cruise(rooms, {
  ...options,
  ruleSet: { forbidden },
  validate: true,
  outputType: 'err-long',
});
console.log(result.output);
process.exitCode = result.exitCode;
