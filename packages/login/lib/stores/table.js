const { BucketIndex, BYTES_PER_RECORD } = require('./bucket-index.js');

/** How many records each insertion looks at, to free those that have ended. */
const SWEEP = 2;
/**
 * An eviction looks at some places by chance, and at records that lie together in each. A place is
 * a miss of the processor's caches; a record next to another is none. It makes room for a few
 * insertions, which is cheaper than to do so for each.
 */
const PLACES = 8;
const NEIGHBOURS = 16;
const LOOKS = PLACES * NEIGHBOURS;
const EVICTED = 8;
/** Bits of the number of records in a chunk. Where a table has room for many, they are larger. */
const CHUNK_BITS = 10;
const LARGE_CHUNK_BITS = 13;
const LARGE_TABLE = 2 ** (LARGE_CHUNK_BITS + 4);
/** The same of the buckets that the index adds at once. */
const INDEX_BITS = 6;
const LARGE_INDEX_BITS = 12;

/**
 * A table of records of numbers, bounded in bytes. JavaScript's own Map with an object for each key
 * needs four times the memory, and stops for a rehash of everything now and then.
 *
 * Records lie close together in chunks of typed arrays. In front of each are the two halves of its
 * hash. A record's first number is the time at which it ends; 0 is a free record.
 */
class Table {
  /** Where `find` and `insert` found the record: an array of numbers, and its first index there. */
  values;
  at = 0;
  #size;
  #stride;
  #max;
  #weight;
  #bits;
  #mask;
  #values = [];
  #hashes = [];
  #index;
  #used = 0;
  #free = 0;
  #count = 0;
  #hand = 0;

  /**
   * @param {{ size: number, maxBytes: number, weight: (record: Float64Array, at: number) => number, chunkBits?: number }} options
   *   numbers in a record; the bound; what matters more weighs more; a chunk has 2 ** chunkBits records
   */
  constructor({ size, maxBytes, weight, chunkBits }) {
    this.#size = size;
    this.#stride = size + 1;
    this.#weight = weight;
    const most = Math.floor(maxBytes / (8 * this.#stride + BYTES_PER_RECORD));
    const isLarge = most >= LARGE_TABLE;
    this.#bits = chunkBits ?? (isLarge ? LARGE_CHUNK_BITS : CHUNK_BITS);
    this.#mask = 2 ** this.#bits - 1;
    this.#max = Math.max(2 ** this.#bits, most - (most % NEIGHBOURS));
    this.#index = new BucketIndex(isLarge ? LARGE_INDEX_BITS : INDEX_BITS);
  }

  get count() {
    return this.#count;
  }

  /** What the table has taken of memory, in bytes. */
  get bytes() {
    return 8 * this.#stride * (this.#values.length << this.#bits) + this.#index.bytes;
  }

  /** @returns {number} the record's number, which begins with 1; 0 if there is none */
  find(hashA, hashB) {
    let record = this.#index.find(hashA, 0);
    while (record !== 0) {
      this.#point(record);
      if (this.#hashes[(record - 1) >>> this.#bits][2 * this.at - 1] === hashB) return record;
      record = this.#index.find(hashA, record);
    }
    return 0;
  }

  /** Makes a record, all zero, for a key that has none. */
  insert(hashA, hashB, now) {
    for (let step = 0; step < SWEEP; step += 1) this.#sweep(now);
    const record = this.#place(now);
    this.#index.add(hashA, record);
    this.#count += 1;
    this.#point(record);
    const hashes = this.#hashes[(record - 1) >>> this.#bits];
    hashes[2 * this.at - 2] = hashA;
    hashes[2 * this.at - 1] = hashB;
    this.values.fill(0, this.at, this.at + this.#size);
    return record;
  }

  remove(record) {
    this.#point(record);
    const hashes = this.#hashes[(record - 1) >>> this.#bits];
    this.#index.remove(hashes[2 * this.at - 2], record);
    hashes[2 * this.at - 2] = this.#free;
    this.#free = record;
    this.#count -= 1;
    this.values[this.at] = 0;
  }

  #point(record) {
    this.values = this.#values[(record - 1) >>> this.#bits];
    this.at = this.#placeOf(record - 1);
  }

  #placeOf(index) {
    return (index & this.#mask) * this.#stride + 1;
  }

  #place(now) {
    if (this.#free === 0 && this.#used >= this.#max) this.#evict(now);
    const record = this.#free;
    if (record !== 0) {
      this.#point(record);
      this.#free = this.#hashes[(record - 1) >>> this.#bits][2 * this.at - 2];
      return record;
    }
    if (this.#used === this.#values.length << this.#bits) {
      const values = new Float64Array(this.#stride << this.#bits);
      this.#values.push(values);
      this.#hashes.push(new Int32Array(values.buffer));
    }
    this.#used += 1;
    return this.#used;
  }

  #sweep(now) {
    if (this.#used === 0) return;
    this.#hand = (this.#hand % this.#used) + 1;
    this.#point(this.#hand);
    const ends = this.values[this.at];
    if (ends !== 0 && ends <= now) this.remove(this.#hand);
  }

  /**
   * Of some records by chance, those that matter least make room: ended, else the lightest, else
   * the first to end.
   */
  #evict(now) {
    for (let place = 0; place < PLACES; place += 1) {
      const first = NEIGHBOURS * Math.floor((Math.random() * this.#used) / NEIGHBOURS);
      const values = this.#values[first >>> this.#bits];
      let at = this.#placeOf(first);
      for (let step = 0; step < NEIGHBOURS; step += 1) {
        const look = place * NEIGHBOURS + step;
        const ends = values[at];
        looks.record[look] = first + step + 1;
        looks.ends[look] = ends;
        looks.weight[look] = ends <= now ? -1 : this.#weight(values, at);
        at += this.#stride;
      }
    }
    for (let step = 0; step < EVICTED; step += 1) this.#evictOne();
  }

  #evictOne() {
    const { record, weight, ends } = looks;
    let least = 0;
    for (let look = 1; look < LOOKS; look += 1) {
      const isLess = weight[look] < weight[least];
      if (isLess || (weight[look] === weight[least] && ends[look] < ends[least])) least = look;
    }
    const evicted = record[least];
    // Two places may be one.
    for (let look = 0; look < LOOKS; look += 1) {
      if (record[look] !== evicted) continue;
      weight[look] = Number.POSITIVE_INFINITY;
      ends[look] = Number.POSITIVE_INFINITY;
    }
    this.#point(evicted);
    if (this.values[this.at] !== 0) this.remove(evicted);
  }
}

/** What the eviction that runs has looked at. */
const looks = {
  record: new Int32Array(LOOKS),
  weight: new Float64Array(LOOKS),
  ends: new Float64Array(LOOKS),
};

module.exports = { Table };
