import { requireOfParseServer } from './packages.mjs';

/** The names of the `_User` fields that contain authData, one for each provider. */
const AUTH_DATA = '_auth_data_';

/** A new, empty database on a MongoDB server, read with Parse Server's driver. */
export async function createMongo(server, name) {
  const { MongoClient } = requireOfParseServer('mongodb');
  const client = new MongoClient(server);
  await client.connect();
  const database = client.db(name);
  const users = database.collection('_User');
  const find = (collection) => database.collection(collection).find().sort({ _id: 1 }).toArray();
  return {
    kind: 'mongo',
    url: withDatabase(server, name),
    user: async (id) => userOf(await users.findOne({ _id: id })),
    users: async () =>
      (await find('_User')).map(userOf).map(({ objectId, username, authData }) => ({
        objectId,
        username,
        authData,
      })),
    setAuthData: (id, authData) =>
      users.updateOne(
        { _id: id },
        {
          $set: Object.fromEntries(
            Object.entries(authData).map(([provider, data]) => [AUTH_DATA + provider, data]),
          ),
        },
      ),
    sessions: async () =>
      (await find('_Session')).map(({ _id, _session_token, _p_user }) => ({
        objectId: _id,
        sessionToken: _session_token,
        userId: _p_user.replace('_User$', ''),
      })),
    dump: () => dump(database, find),
    drop: async () => {
      await database.dropDatabase();
      await client.close();
    },
  };
}

/** A user in the form of PostgreSQL. Without a provider, `authData` is null there. */
function userOf({ _id, ...fields }) {
  const providers = Object.entries(fields)
    .filter(([field, data]) => field.startsWith(AUTH_DATA) && data)
    .map(([field, data]) => [field.slice(AUTH_DATA.length), data]);
  const authData = providers.length > 0 ? Object.fromEntries(providers) : null;
  return { ...fields, objectId: _id, authData };
}

function withDatabase(server, name) {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Every document of every collection as text. */
async function dump(database, find) {
  const texts = [];
  for (const { name } of await database.listCollections().toArray()) {
    const documents = await find(name);
    texts.push(...documents.map((document) => `${name} ${JSON.stringify(document)}`));
  }
  return texts.join('\n');
}
