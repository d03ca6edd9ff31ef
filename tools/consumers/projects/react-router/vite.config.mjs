import { reactRouter } from '@react-router/dev/vite';

export default {
  plugins: [reactRouter()],
  // All packages are in the bundle, or none.
  ssr: process.env.BUNDLE_ALL ? { noExternal: true } : {},
};
