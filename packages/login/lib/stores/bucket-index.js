/**
 * An index of records by the first half of their hashes. It is a hash table of buckets, and grows
 * by one bucket at a time (linear hashing), so no insertion waits for the others.
 *
 * Memory is much slower than the processor, and reads 64 bytes at a time. A bucket has just that
 * size: up to seven pairs of hash and record, and the number of the bucket that continues it. So
 * most of the time a look into one bucket tells that a key has no record.
 */
const PAIRS_END = 14;
const NEXT = 14;
const BUCKET_BITS = 4;
const BUCKET = 2 ** BUCKET_BITS;
/** Pairs in a bucket, on average. A bucket that is not split yet has up to twice as many. */
const LOAD = 4;
/** A bucket, and what continues full ones: about a fourth of it. */
const BYTES_PER_RECORD = 20;

class BucketIndex {
  /** Bits of the number of buckets that are made at once. */
  #bits;
  #mask;
  #buckets = [];
  /** What continues full buckets. Its first bucket is never used, because 0 is none. */
  #more = [];
  #moreUsed = 1;
  #moreFree = 0;
  #base;
  #split = 0;
  #count = 0;
  /** Pairs of the bucket that is being split. */
  #moved = [];

  /** @param {number} bits with 2 ** bits buckets it begins, and as many it adds at once */
  constructor(bits) {
    this.#bits = bits;
    this.#mask = 2 ** bits - 1;
    this.#base = 2 ** bits;
    this.#buckets.push(this.#newBuckets());
  }

  get bytes() {
    return (this.#buckets.length + this.#more.length) * 2 ** (this.#bits + BUCKET_BITS + 2);
  }

  /**
   * The record that a look at this key begins with, or after another one of the same key; 0 if
   * there is none. Keys may share the half of a hash.
   */
  find(hash, after) {
    const bucket = this.#bucketOf(hash);
    let numbers = this.#buckets[bucket >>> this.#bits];
    let at = this.#placeOf(bucket);
    let isPassed = after === 0;
    for (;;) {
      for (let pair = at; pair < at + PAIRS_END; pair += 2) {
        if (numbers[pair] !== hash) continue;
        const record = numbers[pair + 1];
        if (isPassed && record !== 0) return record;
        if (record === after) isPassed = true;
      }
      const next = numbers[at + NEXT];
      if (next === 0) return 0;
      numbers = this.#more[next >>> this.#bits];
      at = this.#placeOf(next);
    }
  }

  add(hash, record) {
    this.#put(hash, record);
    this.#count += 1;
    if (this.#count > LOAD * (this.#base + this.#split)) this.#grow();
  }

  /** The last pair takes the place, so a bucket that continues another is free once it is empty. */
  remove(hash, record) {
    const bucket = this.#bucketOf(hash);
    let numbers = this.#buckets[bucket >>> this.#bits];
    let at = this.#placeOf(bucket);
    let found;
    let foundAt = -1;
    let before;
    let beforeAt = -1;
    for (;;) {
      for (let pair = at; foundAt === -1 && pair < at + PAIRS_END; pair += 2) {
        if (numbers[pair + 1] !== record) continue;
        found = numbers;
        foundAt = pair;
      }
      const next = numbers[at + NEXT];
      if (next === 0) break;
      before = numbers;
      beforeAt = at + NEXT;
      numbers = this.#more[next >>> this.#bits];
      at = this.#placeOf(next);
    }
    let last = at + PAIRS_END - 2;
    while (numbers[last + 1] === 0) last -= 2;
    found[foundAt] = numbers[last];
    found[foundAt + 1] = numbers[last + 1];
    numbers[last] = 0;
    numbers[last + 1] = 0;
    this.#count -= 1;
    if (last === at && before !== undefined) {
      const empty = before[beforeAt];
      before[beforeAt] = 0;
      this.#release(empty, numbers, at);
    }
  }

  #newBuckets() {
    return new Int32Array(2 ** (this.#bits + BUCKET_BITS));
  }

  #bucketOf(hash) {
    const bucket = hash & (2 * this.#base - 1);
    return bucket < this.#base + this.#split ? bucket : bucket - this.#base;
  }

  #placeOf(bucket) {
    return (bucket & this.#mask) << BUCKET_BITS;
  }

  #put(hash, record) {
    const bucket = this.#bucketOf(hash);
    let numbers = this.#buckets[bucket >>> this.#bits];
    let at = this.#placeOf(bucket);
    for (;;) {
      for (let pair = at; pair < at + PAIRS_END; pair += 2) {
        if (numbers[pair + 1] !== 0) continue;
        numbers[pair] = hash;
        numbers[pair + 1] = record;
        return;
      }
      let next = numbers[at + NEXT];
      if (next === 0) {
        next = this.#takeMore();
        numbers[at + NEXT] = next;
      }
      numbers = this.#more[next >>> this.#bits];
      at = this.#placeOf(next);
    }
  }

  #takeMore() {
    const free = this.#moreFree;
    if (free !== 0) {
      const numbers = this.#more[free >>> this.#bits];
      const at = this.#placeOf(free);
      this.#moreFree = numbers[at + NEXT];
      numbers[at + NEXT] = 0;
      return free;
    }
    const bucket = this.#moreUsed;
    if (bucket >>> this.#bits >= this.#more.length) this.#more.push(this.#newBuckets());
    this.#moreUsed += 1;
    return bucket;
  }

  #release(bucket, numbers, at) {
    numbers[at + NEXT] = this.#moreFree;
    this.#moreFree = bucket;
  }

  /** Splits the next bucket in two. */
  #grow() {
    const from = this.#split;
    const to = this.#base + from;
    if (to >>> this.#bits >= this.#buckets.length) this.#buckets.push(this.#newBuckets());
    const moved = this.#moved;
    let length = 0;
    let numbers = this.#buckets[from >>> this.#bits];
    let at = this.#placeOf(from);
    let bucket = 0;
    for (;;) {
      for (let pair = at; pair < at + PAIRS_END && numbers[pair + 1] !== 0; pair += 2) {
        moved[length] = numbers[pair];
        moved[length + 1] = numbers[pair + 1];
        length += 2;
      }
      const next = numbers[at + NEXT];
      numbers.fill(0, at, at + BUCKET);
      if (bucket !== 0) this.#release(bucket, numbers, at);
      if (next === 0) break;
      bucket = next;
      numbers = this.#more[next >>> this.#bits];
      at = this.#placeOf(next);
    }
    this.#split += 1;
    if (this.#split === this.#base) {
      this.#base *= 2;
      this.#split = 0;
    }
    for (let index = 0; index < length; index += 2) this.#put(moved[index], moved[index + 1]);
  }
}

module.exports = { BucketIndex, BYTES_PER_RECORD };
