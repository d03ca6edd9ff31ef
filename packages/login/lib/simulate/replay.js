/** A request belongs to a login if its phone was verified no later than this: milliseconds. */
const LOGIN_TIME = 3_600_000;

const stranger = { isHonest: false, asked: 0, sent: 0 };

/**
 * Enters traffic of the past into a world. Users who were verified within an hour were honest.
 * Nobody knows of others.
 *
 * @param {ReturnType<import('./world.js').createWorld>} world
 * @param {Awaited<ReturnType<import('./traffic-file.js').readTraffic>>} rows
 */
function replay(world, rows) {
  const people = peopleOf(rows);
  for (const person of new Set(people)) if (person.isHonest) world.tally.addPerson();
  const step = (index) => {
    if (index + 1 < rows.length) world.at(rows[index + 1].at, () => step(index + 1));
    return act(world, rows[index], people[index]);
  };
  world.at(rows[0].at, () => step(0));
}

/** Who made each request. Looks from the end, because the end of a login shows who it was. */
function peopleOf(rows) {
  const latest = new Map();
  return rows.reduceRight((people, { at, kind, phone }, index) => {
    if (kind === 'verified') latest.set(phone, { isHonest: true, asked: 0, sent: 0, at });
    const person = latest.get(phone);
    people[index] = person?.at - at <= LOGIN_TIME ? person : stranger;
    return people;
  }, new Array(rows.length));
}

async function act(world, { kind, phone, ip }, who) {
  if (kind === 'send') {
    const { action } = await world.send(who, { phone, ip });
    who.asked += 1;
    if (action === 'allow') who.sent += 1;
    return;
  }
  const isRight = kind === 'verified';
  // If the guard refused all sends there is no code to type.
  const isLost = who.isHonest && who.asked > 0 && who.sent === 0;
  const isIn = !isLost && (await world.verify(who, { phone, ip }, isRight)).action === 'allow';
  if (isRight && !isIn) world.tally.shutOut();
}

module.exports = { replay };
