/** What happens when: a binary heap by time, then by order of entry. */
class Agenda {
  heap = [];
  #entered = 0;

  /** @param {number} at milliseconds */
  add(at, work) {
    const { heap } = this;
    const entry = { at, order: this.#entered++, work };
    let index = heap.length;
    for (let parent; index > 0; index = parent) {
      parent = (index - 1) >> 1;
      if (isBefore(heap[parent], entry)) break;
      heap[index] = heap[parent];
    }
    heap[index] = entry;
  }

  /** Takes the earliest entry off. There must be one. */
  take() {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0) return first;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child += 1;
      if (isBefore(last, heap[child])) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (left, right) =>
  left.at < right.at || (left.at === right.at && left.order < right.order);

module.exports = { Agenda };
