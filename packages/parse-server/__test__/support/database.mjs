import { postgresUrl, requirePostgres } from './packages.mjs';

const { Client } = requirePostgres('pg');

/** A new, empty database that goes with the test. */
export async function createDatabase(t) {
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  const admin = await connect('postgres');
  await admin.query(`CREATE DATABASE ${name}`);
  const client = await connect(name);
  t.after(async () => {
    await client.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });
  const rows = async (text, values) => (await client.query(text, values)).rows;
  return {
    kind: 'postgres',
    url: `${postgresUrl}/${name}`,
    rows,
    user: async (id) => (await rows('SELECT * FROM "_User" WHERE "objectId" = $1', [id]))[0],
    setAuthData: (id, authData) =>
      rows('UPDATE "_User" SET "authData" = $1 WHERE "objectId" = $2', [authData, id]),
    users: () => rows('SELECT "objectId", username, "authData" FROM "_User" ORDER BY "objectId"'),
    sessions: () => rows('SELECT "objectId", "sessionToken" FROM "_Session"'),
    dump: () => dump(rows),
  };
}

async function connect(database) {
  const client = new Client({ connectionString: `${postgresUrl}/${database}` });
  // The server ends the connection of a dropped database.
  client.on('error', () => {});
  await client.connect();
  return client;
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
