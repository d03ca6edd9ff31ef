// The tests that the examples share, in `examples/kit`, seen from `dist/test`.

const load = (name: string) => import(new URL(`../../../kit/${name}.mjs`, import.meta.url).href);

export const { afterTest } = await load('cleanup');
export const { testDisconnect } = await load('disconnect');
export const { testErrors } = await load('errors');
export const { client } = await load('http');
export const { testInput } = await load('input');
export const { testLimits } = await load('limits');
export const { logIn, newPhone, send } = await load('login');
export const { proofOf, testProofs } = await load('proofs');
export const { startServer, testServer } = await load('server');
export const { testSessions } = await load('sessions');
