import adapter from '@sveltejs/adapter-node';

/** The adapter bundles development dependencies, so the SDK is in the bundle. */
export default { kit: { adapter: adapter() } };
