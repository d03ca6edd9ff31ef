/** Does the work for each item, `width` at a time; rejects with the first failure once all that began have ended. */
export async function inParallel(width, items, work) {
  const waiting = [...items];
  const failures = [];
  const worker = async () => {
    while (waiting.length > 0 && failures.length === 0) {
      await work(waiting.shift()).catch((error) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) throw failures[0];
}
