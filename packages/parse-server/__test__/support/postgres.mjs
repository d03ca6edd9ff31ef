import { requirePostgres } from './packages.mjs';

/** A new, empty database on a PostgreSQL server. */
export async function createPostgres(server, name) {
  const { Client } = requirePostgres('pg');
  const connect = async (database) => {
    const client = new Client({ connectionString: `${server}/${database}` });
    // The server ends the connections of a dropped database.
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const admin = await connect('postgres');
  await admin.query(`CREATE DATABASE ${name}`);
  const client = await connect(name);
  const rows = async (text, values) => (await client.query(text, values)).rows;
  return {
    kind: 'postgres',
    url: `${server}/${name}`,
    user: async (id) => (await rows('SELECT * FROM "_User" WHERE "objectId" = $1', [id]))[0],
    users: () => rows('SELECT "objectId", username, "authData" FROM "_User" ORDER BY "objectId"'),
    setAuthData: (id, authData) =>
      rows('UPDATE "_User" SET "authData" = $1 WHERE "objectId" = $2', [authData, id]),
    sessions: () =>
      rows('SELECT "objectId", "sessionToken", "user" AS "userId" FROM "_Session" ORDER BY 1'),
    dump: () => dump(rows),
    drop: async () => {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** Every row of every table as text. */
async function dump(rows) {
  const tables = await rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const texts = [];
  for (const { tablename } of tables) {
    const found = await rows(`SELECT t::text AS row FROM "${tablename}" t`);
    texts.push(...found.map(({ row }) => `${tablename} ${row}`));
  }
  return texts.join('\n');
}
