/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // server/http/page-handler.ts compresses, below the replacement of nonces; a nonce has no ETag.
  compress: false,
  generateEtags: false,
  // `npm run check` checks all types; the build need not repeat it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['pg', 'pg-boss', 'kysely', 'better-auth', 'stripe', 'pino'],
  // In development, Next serves only one of these by default.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  experimental: {
    optimizePackageImports: ['radix-ui'],
  },
};

export default config;
