// The same handler in the edge runtime, so that the build for the edge is tested.
export const runtime = 'edge';
export { POST } from '../baxcloud/route.js';
