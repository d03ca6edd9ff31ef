/**
 * A table of records of numbers, bounded in bytes. JavaScript's own Map with an object for each key
 * needs four times the memory, and stops for a rehash of everything now and then.
 *
 * Records lie close together in chunks of typed arrays. The index is a chained hash table that
 * grows one bucket at a time (linear hashing), so no insertion waits for the others. A record's
 * first number is the time at which it ends; 0 is a free record.
 */
const INDEX_CHUNK = 4096;
/** How many records an eviction looks at. */
const SAMPLES = 16;
/** How many records each insertion looks at, to free those that have ended. */
const SWEEP = 2;
/** In front of each record's numbers: two halves of the hash, the next of its chain, a gap. */
const LINK_NUMBERS = 2;
/** These, and a place in the index. */
const OVERHEAD_BYTES = 8 * LINK_NUMBERS + 4;
/** Records in a chunk. Where a table has room for many, larger chunks are faster. */
const CHUNK = 1024;
const LARGE_CHUNK = 8192;
const LARGE_TABLE = 16 * LARGE_CHUNK;

class Table {
  /** Where `find` and `insert` found the record: an array of numbers, and its first index there. */
  values;
  at = 0;
  #size;
  #stride;
  #max;
  #weight;
  #chunk;
  #values = [];
  #links = [];
  #heads = [new Uint32Array(INDEX_CHUNK)];
  #base = INDEX_CHUNK;
  #split = 0;
  #used = 0;
  #free = 0;
  #count = 0;
  #hand = 0;

  /**
   * @param {{ size: number, maxBytes: number, weight: (record: Float64Array, at: number) => number, chunk?: number }} options
   *   numbers in a record; the bound; what matters more weighs more; records in a chunk (a power of two)
   */
  constructor({ size, maxBytes, weight, chunk }) {
    this.#size = size;
    this.#weight = weight;
    const most = Math.floor(maxBytes / (8 * size + OVERHEAD_BYTES));
    this.#chunk = chunk ?? (most < LARGE_TABLE ? CHUNK : LARGE_CHUNK);
    this.#max = Math.max(this.#chunk, most);
    this.#stride = size + LINK_NUMBERS;
  }

  get count() {
    return this.#count;
  }

  /** What the table has taken of memory, in bytes. */
  get bytes() {
    const records = this.#values.length * this.#chunk * this.#stride * 8;
    return records + this.#heads.length * INDEX_CHUNK * 4;
  }

  /** @returns {number} the record's number, which begins with 1; 0 if there is none */
  find(hashA, hashB) {
    const bucket = this.#bucketOf(hashA);
    let record = this.#heads[Math.floor(bucket / INDEX_CHUNK)][bucket % INDEX_CHUNK];
    while (record !== 0) {
      const links = this.#linksOf(record);
      const link = this.#linkAt(record);
      if (links[link] === hashA && links[link + 1] === hashB) {
        this.#point(record);
        return record;
      }
      record = links[link + 2];
    }
    return 0;
  }

  /** Makes a record, all zero, for a key that has none. */
  insert(hashA, hashB, now) {
    for (let step = 0; step < SWEEP; step += 1) this.#sweep(now);
    const record = this.#place(now);
    const links = this.#linksOf(record);
    const link = this.#linkAt(record);
    const bucket = this.#bucketOf(hashA);
    const heads = this.#heads[Math.floor(bucket / INDEX_CHUNK)];
    links[link] = hashA;
    links[link + 1] = hashB;
    links[link + 2] = heads[bucket % INDEX_CHUNK];
    heads[bucket % INDEX_CHUNK] = record;
    this.#count += 1;
    if (this.#count > this.#base + this.#split) this.#grow();
    this.#point(record);
    this.values.fill(0, this.at, this.at + this.#size);
    return record;
  }

  remove(record) {
    const links = this.#linksOf(record);
    const link = this.#linkAt(record);
    const bucket = this.#bucketOf(links[link]);
    const heads = this.#heads[Math.floor(bucket / INDEX_CHUNK)];
    let before = heads[bucket % INDEX_CHUNK];
    if (before === record) {
      heads[bucket % INDEX_CHUNK] = links[link + 2];
    } else {
      for (;;) {
        const next = this.#linksOf(before)[this.#linkAt(before) + 2];
        if (next === record) break;
        before = next;
      }
      this.#linksOf(before)[this.#linkAt(before) + 2] = links[link + 2];
    }
    links[link + 2] = this.#free;
    this.#free = record;
    this.#count -= 1;
    this.#values[Math.floor((record - 1) / this.#chunk)][this.#valueAt(record)] = 0;
  }

  #point(record) {
    this.values = this.#values[Math.floor((record - 1) / this.#chunk)];
    this.at = this.#valueAt(record);
  }

  #linksOf(record) {
    return this.#links[Math.floor((record - 1) / this.#chunk)];
  }

  #linkAt(record) {
    return ((record - 1) & (this.#chunk - 1)) * this.#stride * 2;
  }

  #valueAt(record) {
    return ((record - 1) & (this.#chunk - 1)) * this.#stride + LINK_NUMBERS;
  }

  #bucketOf(hash) {
    const bucket = hash & (2 * this.#base - 1);
    return bucket < this.#base + this.#split ? bucket : bucket - this.#base;
  }

  /** Splits the next bucket in two. */
  #grow() {
    const from = this.#split;
    const to = this.#base + from;
    if (to % INDEX_CHUNK === 0) this.#heads.push(new Uint32Array(INDEX_CHUNK));
    let record = this.#heads[Math.floor(from / INDEX_CHUNK)][from % INDEX_CHUNK];
    let stays = 0;
    let moves = 0;
    while (record !== 0) {
      const links = this.#linksOf(record);
      const link = this.#linkAt(record);
      const next = links[link + 2];
      if ((links[link] & this.#base) === 0) {
        links[link + 2] = stays;
        stays = record;
      } else {
        links[link + 2] = moves;
        moves = record;
      }
      record = next;
    }
    this.#heads[Math.floor(from / INDEX_CHUNK)][from % INDEX_CHUNK] = stays;
    this.#heads[Math.floor(to / INDEX_CHUNK)][to % INDEX_CHUNK] = moves;
    this.#split += 1;
    if (this.#split === this.#base) {
      this.#base *= 2;
      this.#split = 0;
    }
  }

  #place(now) {
    if (this.#free === 0 && this.#used >= this.#max) this.#evict(now);
    if (this.#free !== 0) {
      const record = this.#free;
      this.#free = this.#linksOf(record)[this.#linkAt(record) + 2];
      return record;
    }
    if (this.#used === this.#values.length * this.#chunk) {
      const values = new Float64Array(this.#chunk * this.#stride);
      this.#values.push(values);
      // Next to the numbers, because both are read together.
      this.#links.push(new Uint32Array(values.buffer));
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
   * Of some records by chance, the one that matters least makes room: ended, else the lightest,
   * else the first to end.
   */
  #evict(now) {
    let least = 0;
    let leastWeight = Number.POSITIVE_INFINITY;
    let leastEnd = Number.POSITIVE_INFINITY;
    for (let step = 0; step < SAMPLES; step += 1) {
      const record = 1 + Math.floor(Math.random() * this.#used);
      this.#point(record);
      const ends = this.values[this.at];
      const weight = ends <= now ? -1 : this.#weight(this.values, this.at);
      if (least === 0 || weight < leastWeight || (weight === leastWeight && ends < leastEnd)) {
        least = record;
        leastWeight = weight;
        leastEnd = ends;
      }
    }
    this.remove(least);
  }
}

module.exports = { Table };
