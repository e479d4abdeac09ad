/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run check` checks the types of the whole project; the build would do it once more.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['pg', 'pg-boss', 'kysely', 'better-auth', 'stripe', 'pino'],
  // The shop answers on localhost and on 127.0.0.1; in development Next serves only one of them unasked.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  experimental: {
    optimizePackageImports: ['radix-ui'],
  },
};

export default config;
