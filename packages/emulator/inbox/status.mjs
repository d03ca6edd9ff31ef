// The states of messages as words and signs. Color is an addition. The style sheet adds the
// signs.

import { el, hiddenText } from './dom.mjs';
import { stateName } from './format.mjs';

/** Returns the sign, with the name as its tooltip and for screen readers. */
export const statusMark = (status) =>
  el('span', { class: `mark ${status}`, title: stateName(status) }, hiddenText(stateName(status)));

/** Returns the sign and the name. */
export const statusLabel = (status) => el('span', { class: `state ${status}` }, stateName(status));
