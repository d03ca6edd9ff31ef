//! A random number generator that a seed makes reproducible.

/// `SplitMix64`: small, and good enough to select calls.
#[derive(Clone)]
pub struct SeededRng(u64);

impl SeededRng {
    pub const fn new(seed: u32) -> Self {
        Self(seed as u64)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number from 0 up to but not including 1.
    #[expect(clippy::cast_precision_loss, reason = "an f64 represents 53 bits exactly")]
    pub fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns an integer from `min` to `max`, both included.
    pub fn between(&mut self, min: u64, max: u64) -> u64 {
        min + self.next() % (max - min + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::SeededRng;

    #[test]
    fn equal_seeds_repeat_the_sequence_and_others_do_not() {
        let numbers = |seed| {
            let mut rng = SeededRng::new(seed);
            (0..50).map(|_| rng.between(0, 1_000)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(7), numbers(7));
        assert_ne!(numbers(7), numbers(8));
    }

    #[test]
    fn fractions_are_uniform_and_both_ends_occur() {
        let mut rng = SeededRng::new(1);
        let below = (0..10_000).filter(|_| rng.fraction() < 0.3).count();
        assert!((2_700..=3_300).contains(&below), "{below}");
        let ends: std::collections::BTreeSet<_> = (0..100).map(|_| rng.between(5, 7)).collect();
        assert_eq!(ends.into_iter().collect::<Vec<_>>(), [5, 6, 7]);
    }
}
