import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import plugin from 'fastify-plugin';
import { ProofRefused } from '../errors.js';

/**
 * Creates the client once and decorates the app with it. If the configuration is wrong, the app
 * does not start. An idle client holds nothing that must be closed.
 */
export const baxverify = plugin(
  async (app, { projectId, apiKey, baseUrl, timeout = 10_000 }) => {
    app.decorate('baxverify', new BaxCloudVerifyClient({ projectId, apiKey, baseUrl, timeout }));

    /** Returns the phone number of a proof, and consumes the proof. */
    app.decorate('phoneOfProof', async (token) => {
      const proof = await app.baxverify.validateVerificationToken({ token });
      // A proof of another project or for another purpose, such as a change of number, is not a
      // login.
      const fits = proof.valid && proof.projectId === projectId && proof.purpose === 'LOGIN';
      if (!fits) throw new ProofRefused();
      return proof.phone;
    });
  },
  { name: 'baxverify' },
);
