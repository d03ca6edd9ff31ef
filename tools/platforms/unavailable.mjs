/** What a proof needs and this machine does not have. The proof is then left out. */
export class Unavailable extends Error {}
