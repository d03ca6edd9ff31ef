// Uses the Parse JS SDK as a client app does.

const { createRequire } = require('node:module');
const { join } = require('node:path');

let Parse;

process.on('message', async ({ number, folder, url, action, args }) => {
  if (!Parse) {
    Parse = createRequire(join(folder, 'app.js'))('parse/node');
    Parse.initialize('app');
    Parse.serverURL = url;
    Parse.User.enableUnsafeCurrentUser();
  }
  try {
    process.send({ number, result: await actions[action](...args) });
  } catch (error) {
    process.send({ number, error: { code: error.code, message: error.message } });
  }
});

const facts = (user) =>
  user && {
    id: user.id,
    session: user.getSessionToken(),
    isNew: user.existed() === false,
    isLinked: user._isLinked('baxverify'),
    authData: user.get('authData'),
  };

const current = () => Parse.User.currentAsync();

const actions = {
  logInWith: async (authData) => facts(await Parse.User.logInWith('baxverify', { authData })),
  /** Logs in as a backend with the master key does. */
  logInAsMaster: async (authData) => {
    Parse.CoreManager.set('MASTER_KEY', 'master');
    try {
      return facts(await Parse.User.logInWith('baxverify', { authData }, { useMasterKey: true }));
    } finally {
      Parse.CoreManager.set('MASTER_KEY', null);
    }
  },
  signUp: async (username) => facts(await Parse.User.signUp(username, 'secret-password')),
  logInAnonymously: async () => facts(await Parse.AnonymousUtils.logIn()),
  linkWith: async (authData, provider = 'baxverify') => {
    const user = await current();
    return facts(await user.linkWith(provider, { authData }));
  },
  unlink: async (provider = 'baxverify') => {
    const user = await current();
    return facts(await user._unlinkFrom(provider));
  },
  /** The SDK's storage, which an app finds again after a restart. */
  persisted: async () => {
    const storage = Parse.CoreManager.getStorageController();
    const keys = await storage.getAllKeys();
    return keys.map((key) => [key, storage.getItem(key)]);
  },
  restore: async (items) => {
    const storage = Parse.CoreManager.getStorageController();
    for (const [key, value] of items) storage.setItem(key, value);
    return facts(await current());
  },
  save: async (values) => {
    const user = await current();
    return facts(await user.save(values));
  },
  current: async () => facts(await current()),
  logOut: () => Parse.User.logOut().then(() => null),
};

process.on('disconnect', () => process.exit());
