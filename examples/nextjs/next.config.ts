import type { NextConfig } from 'next';

const config: NextConfig = {
  // A native addon must stay in node_modules, where it finds its binary.
  serverExternalPackages: ['@baxcloud/baxverify', '@baxcloud/baxverify-login'],
  output: 'standalone',
  outputFileTracingRoot: process.cwd(),
  poweredByHeader: false,
};

export default config;
