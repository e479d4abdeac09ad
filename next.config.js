/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ['pg', 'pg-boss', 'kysely', 'better-auth', 'stripe', 'pino'],
};

export default config;
