// Exponential smoothing, corrected for its start (Kingma and Ba 2015, section 3), so that the first values are not drawn to zero.

/** Smooths values; nulls stay nulls. `weight` in 0..1 is how much of what was before stays. */
export function smooth(values, weight) {
  let sum = 0;
  let share = 0;
  return values.map(value => {
    if (value === null || value === undefined) {
      return value;
    }
    sum = weight * sum + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return sum / share;
  });
}
