const { Person } = require('./person.js');

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** First digits of honest users' numbers, and how many follow. */
const RANGES = [
  ...['+43664', '+43660', '+43676', '+43699', '+43650'].map((start) => [start, 7]),
  ...['+49151', '+49170'].map((start) => [start, 8]),
  ...['+447', '+919'].map((start) => [start, 9]),
  ['+1212', 7],
];

function mobileNumber(world) {
  const [start, count] = world.pick(RANGES);
  return start + world.digits(count);
}

/** One of 16 million private addresses, which stand for any. */
function address({ random }) {
  const number = Math.floor(random() * 2 ** 24);
  return `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
}

/** Calls `work` at random times. `rateAt` gives the rate an hour, which is `most` at most. */
function arrivals(world, most, work, { rateAt, begins = world.begins, ends = world.ends } = {}) {
  const enter = (after) => {
    const at = after - (Math.log(1 - world.random()) * HOUR) / most;
    if (at < ends) world.at(at, arrive);
  };
  const arrive = () => {
    const { now } = world.clock;
    enter(now);
    if (rateAt === undefined || world.random() * most < rateAt(now)) return work();
  };
  enter(begins);
}

/**
 * Honest users, with a peak at 20 o'clock. A third share 40 addresses of carriers, one in twenty 20
 * addresses of offices, and a third have IPv6. There are five times as many as log in a day.
 */
function ordinaryUsers(world, { logins }) {
  const home = (share) => {
    if (share < 0.33) return `192.0.2.${Math.floor(world.random() * 40)}`;
    if (share < 0.38) return `198.51.100.${Math.floor(world.random() * 20)}`;
    if (share < 0.7) return `2001:db8:${world.digits(4)}:${world.digits(4)}::1`;
    return address(world);
  };
  const people = new Map();
  const login = () => {
    const index = Math.floor(world.random() * 5 * logins);
    if (!people.has(index)) people.set(index, [mobileNumber(world), home(world.random())]);
    return new Person(world, ...people.get(index)).ask();
  };
  const average = logins / 24;
  const rateAt = (now) => average * (1 + 0.8 * Math.cos((2 * Math.PI * (now - 20 * HOUR)) / DAY));
  arrivals(world, 1.8 * average, login, { rateAt });
}

const bot = { isHonest: false };

/** Asks for codes to numbers that the bots choose, each from another address. Types none. */
function bots(world, perHour, phone, times) {
  arrivals(world, perHour, () => world.send(bot, { phone: phone(), ip: address(world) }), times);
}

/**
 * Two phones are flooded from the second hour on. The owner of one has logged in before, and that
 * of the other has not. Both log in every three hours.
 */
function victim(world, perHour) {
  const [known, unknown] = ['+436641234567', '+436767654321'];
  const flood = { begins: world.begins + HOUR };
  const phone = () => world.pick([known, unknown]);
  bots(world, perHour / 2, phone, flood);
  const guess = () => world.verify(bot, { phone: phone(), ip: address(world) }, false);
  arrivals(world, perHour / 2, guess, flood);
  const login = (phone, ip, at) => world.at(at, () => new Person(world, phone, ip).ask());
  login(known, '203.0.113.7', world.begins + HOUR / 2);
  for (let at = world.begins + 2 * HOUR; at < world.ends; at += 3 * HOUR) {
    login(known, '203.0.113.7', at);
    login(unknown, '203.0.113.8', at);
  }
}

function slow(world, perHour) {
  const starts = ['+99293', '+88017', '+62812', '+23480', '+22177', '+25570', '+59398', '+7916'];
  const middles = ['112', '245', '371', '568', '904'];
  bots(world, perHour, () => world.pick(starts) + world.pick(middles) + world.digits(4));
}

function launch(world, _perHour, { logins }) {
  const login = () => new Person(world, `+43664${world.digits(7)}`, '192.0.2.1').ask();
  const begins = world.begins + 9 * HOUR;
  arrivals(world, 1200, login, { begins, ends: begins + HOUR / 6 });
  arrivals(world, logins / 15, login, { begins });
}

function clockJumps(world, perHour) {
  const minute = HOUR / 60;
  const jumps = [HOUR, -HOUR, minute, -minute, DAY, -DAY, 30 * DAY];
  jumps.forEach((by, index) => {
    const at = ((index + 1) * (world.ends - world.begins)) / (jumps.length + 1);
    world.at(world.begins + at, () => {
      world.clock.offset += by;
    });
  });
  botnet(world, perHour);
}

const botnet = (world, perHour) => bots(world, perHour, () => `+9929312${world.digits(4)}`);
const range = (world, perHour) => bots(world, perHour, () => `+99293${world.digits(7)}`);

/** An operator that many honest users have, too. */
const home = (world, perHour) => bots(world, perHour, () => `+43664${world.digits(7)}`);

/** `[what it is, days, requests of attackers an hour, what enters them, who else comes]` */
const SCENARIOS = {
  ordinary: ['honest users only', 7, 0, () => {}],
  botnet: ['random numbers of one prefix, each from another address', 1, 36_000, botnet],
  range: ['random numbers of a whole operator', 1, 36_000, range],
  home: ['random numbers of an operator of many honest users', 1, 3600, home],
  victim: ['codes and guesses for two phones from many addresses', 1, 7200, victim],
  slow: ['a week of few requests in each of 40 prefixes of 8 countries', 7, 120, slow],
  carrier: ['a launch day: honest users behind one address', 1, 0, launch, () => {}],
  clock: ['the clock of the store jumps during a botnet', 2, 3600, clockJumps],
};

/**
 * @param {ReturnType<import('./world.js').createWorld>} world
 * @param {string} name
 * @param {{ logins: number, attack?: number }} settings
 */
function beginScenario(world, name, settings) {
  const [, , perHour, attack, users = ordinaryUsers] = SCENARIOS[name];
  users(world, settings);
  attack(world, settings.attack ?? perHour, settings);
}

module.exports = { beginScenario, SCENARIOS };
