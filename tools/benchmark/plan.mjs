const allClients = [
  'baxverify',
  'fetch',
  'fetch-build',
  'undici',
  'undici-pool',
  'axios',
  'twilio',
  'stripe',
  'hyper',
];
/** Without the SDKs of other services: they have no call that returns this page. */
const clientsWithPages = allClients.filter((client) => client !== 'twilio' && client !== 'stripe');
/** The other clients only support HTTP/1.1. */
const http2Clients = ['baxverify', 'undici', 'undici-pool', 'hyper'];

const main = { workload: 'send', inFlight: 64 };
/** A ratio near 1 needs many rounds, so that noise does not decide. */
const alone = { workload: 'send', inFlight: 1 };

function allLoads(rounds) {
  return ['send', 'page'].flatMap((workload) =>
    [1, 16, 64, 256].map((inFlight) => ({
      workload,
      inFlight,
      rounds,
      only: workload === 'page' ? clientsWithPages : undefined,
    })),
  );
}

/** Takes about ten minutes. */
export const full = {
  rounds: [
    {
      protocol: 'tls1',
      clients: allClients,
      warmMs: 200,
      measureMs: 400,
      scenarios: [
        { ...main, rounds: 9 },
        { ...alone, rounds: 15 },
        ...allLoads(5).filter((load) => !is(main, load) && !is(alone, load)),
      ],
    },
    {
      protocol: 'tls2',
      clients: http2Clients,
      warmMs: 200,
      measureMs: 400,
      scenarios: allLoads(3),
    },
    { protocol: 'plain', clients: allClients, warmMs: 150, measureMs: 300, scenarios: allLoads(3) },
  ],
  cold: { clients: allClients.filter((client) => client !== 'hyper'), processes: 20 },
  memory: { clients: allClients.filter((client) => client !== 'hyper'), processes: 3 },
  blocked: ['baxverify', 'fetch', 'undici', 'undici-pool', 'axios', 'stripe'],
  sizes: true,
};

/** The bars once more, with a newer Node.js and a newer undici. Takes about three minutes. */
export const newer = {
  rounds: [
    {
      protocol: 'tls1',
      clients: ['baxverify', 'undici', 'undici-pool', 'fetch', 'fetch-build'],
      warmMs: 200,
      measureMs: 400,
      scenarios: [
        { ...main, rounds: 9 },
        { ...alone, rounds: 15, only: ['baxverify', 'undici', 'undici-pool'] },
        { workload: 'page', inFlight: 64, rounds: 5 },
      ],
    },
    {
      protocol: 'tls2',
      clients: ['baxverify', 'undici'],
      warmMs: 200,
      measureMs: 400,
      scenarios: [{ ...main, rounds: 5 }],
    },
  ],
  cold: { clients: ['baxverify', 'fetch', 'undici'], processes: 20 },
  memory: { clients: ['baxverify', 'fetch', 'undici'], processes: 3 },
  blocked: ['baxverify', 'fetch', 'undici'],
};

/** Takes less than a minute: only what the ratios of the bars need. */
export const quick = {
  rounds: [
    {
      protocol: 'tls1',
      clients: ['baxverify', 'undici', 'undici-pool', 'fetch', 'fetch-build'],
      warmMs: 150,
      measureMs: 300,
      scenarios: [
        { ...main, rounds: 7 },
        { ...alone, rounds: 7, only: ['baxverify', 'undici'] },
        { workload: 'page', inFlight: 64, rounds: 5, only: ['baxverify', 'undici'] },
      ],
    },
    {
      protocol: 'tls2',
      clients: ['baxverify', 'undici'],
      warmMs: 150,
      measureMs: 300,
      scenarios: [{ ...main, rounds: 3 }],
    },
  ],
  cold: { clients: ['baxverify', 'fetch'], processes: 11 },
  memory: { clients: ['baxverify', 'fetch'], processes: 1 },
  blocked: ['baxverify'],
  sizes: false,
};

function is(wanted, { workload, inFlight }) {
  return workload === wanted.workload && inFlight === wanted.inFlight;
}
