// The environment variables with which an application calls the emulator.

import { ROOT } from './api.mjs';
import { project } from './store.mjs';

export const baseUrl = `${ROOT}v1`;

export function variables() {
  const { projectId = '', apiKeys = [] } = project() ?? {};
  return [
    `BAXCLOUD_BASE_URL=${baseUrl}`,
    `BAXCLOUD_PROJECT_ID=${projectId}`,
    `BAXCLOUD_API_KEY=${apiKeys[0]?.key ?? ''}`,
  ].join('\n');
}
