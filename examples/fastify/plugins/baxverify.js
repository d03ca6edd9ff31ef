import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import plugin from 'fastify-plugin';
import { ProofRefused } from '../errors.js';

/**
 * Makes the client once and decorates the app with it. A wrong configuration ends the start; an idle
 * client holds nothing that would have to be closed.
 */
export const baxverify = plugin(
  async (app, { projectId, apiKey, baseUrl, timeout = 10_000 }) => {
    app.decorate('baxverify', new BaxCloudVerifyClient({ projectId, apiKey, baseUrl, timeout }));

    /** The phone number that a proof stands for. Spends the proof. */
    app.decorate('phoneOfProof', async (token) => {
      const proof = await app.baxverify.validateVerificationToken({ token });
      // A proof of another project, or one for another purpose such as a change of number, logs nobody in.
      const fits = proof.valid && proof.projectId === projectId && proof.purpose === 'LOGIN';
      if (!fits) throw new ProofRefused();
      return proof.phone;
    });
  },
  { name: 'baxverify' },
);
