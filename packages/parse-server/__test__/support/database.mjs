import { createMongo } from './mongo.mjs';
import { databaseServer } from './packages.mjs';
import { createPostgres } from './postgres.mjs';

/** A new, empty database that is dropped after the test. */
export async function createDatabase(t) {
  const create = databaseServer.startsWith('mongodb') ? createMongo : createPostgres;
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  const database = await create(databaseServer, name);
  t.after(() => database.drop());
  return database;
}
