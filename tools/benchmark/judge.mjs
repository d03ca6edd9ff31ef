/**
 * How far a ratio may miss its bar before the quick mode fails, because machines differ. A bar may
 * have its own.
 */
const usualSlack = 0.25;

/**
 * Every measured bar, with its value and whether it is met, without and with the slack.
 *
 * @param {{ title: string, atLeast?: number, atMost?: number, slack?: number, value: (facts: object) => number | undefined }[]} bars
 *   with a lower or an upper limit
 * @param {object} facts
 */
export function judgeBars(bars, facts) {
  return bars.flatMap((bar) => {
    const value = bar.value(facts);
    if (value === undefined) return [];
    const { atLeast, atMost, slack = usualSlack } = bar;
    const met = atLeast === undefined ? value <= atMost : value >= atLeast;
    const tolerable =
      atLeast === undefined ? value <= atMost / (1 - slack) : value >= atLeast * (1 - slack);
    return [{ ...bar, value, met, tolerable }];
  });
}
